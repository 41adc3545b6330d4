package lakebase.spark;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.conf.Configuration;

/**
 * Finds the application on the driver. Where the cluster manager has not unpacked its archive yet (standalone cluster mode:
 * nothing is unpacked before a SparkContext exists), unpacks the entry of spark.archives that is meant.
 */
final class ApplicationFiles {
    private static final String ARCHIVES = "spark.archives";

    /** {@code name} as given, in the working folder, or in a shipped archive: "App.dll", "app/App.dll", "/opt/app/App.dll". */
    File find(String name) throws IOException, InterruptedException {
        File asGiven = new File(name);
        if (asGiven.isFile()) {
            return asGiven.getAbsoluteFile();
        }
        for (String entry : System.getProperty(ARCHIVES, "").split(",")) {
            int hash = entry.indexOf('#');
            if (hash > 0) {
                File found = findIn(entry.substring(0, hash).trim(), entry.substring(hash + 1).trim(), name);
                if (found != null) {
                    return found;
                }
            }
        }
        throw new IOException("The .NET application " + name + " is neither in the working folder " + new File("").getAbsolutePath()
            + " nor in an archive of " + ARCHIVES + ". Ship it with --archives app.tar.gz#app and name it app/<App>.dll.");
    }

    private static File findIn(String archive, String alias, String name) throws IOException, InterruptedException {
        String inside = name.startsWith(alias + "/") ? name.substring(alias.length() + 1) : name;
        File unpacked = new File(alias, inside);
        if (unpacked.isFile()) {
            return unpacked.getAbsoluteFile();
        }
        if (inside.startsWith("/") || new File(alias).exists()) {
            return null;
        }
        Path folder = Files.createTempDirectory("lakebase-app");
        deleteAtExit(folder);
        unpack(fetch(URI.create(archive), folder), Files.createDirectory(folder.resolve(alias)));
        File found = folder.resolve(alias).resolve(inside).toFile();
        return found.isFile() ? found : null;
    }

    private static Path fetch(URI archive, Path folder) throws IOException {
        String scheme = archive.getScheme();
        if (scheme == null || scheme.equals("file") || scheme.equals("local")) {
            return new File(archive.getPath()).toPath();
        }
        Path copy = folder.resolve(new File(archive.getPath()).getName());
        if (scheme.equals("http") || scheme.equals("https")) {
            try (InputStream in = archive.toURL().openStream()) {
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        } else {
            org.apache.hadoop.fs.Path remote = new org.apache.hadoop.fs.Path(archive);
            remote.getFileSystem(new Configuration()).copyToLocalFile(remote, new org.apache.hadoop.fs.Path(copy.toUri()));
        }
        return copy;
    }

    /** By the same program that Spark's executors use; it keeps executable bits and links. */
    private static void unpack(Path archive, Path folder) throws IOException, InterruptedException {
        String name = archive.getFileName().toString();
        boolean zip = name.endsWith(".zip") || name.endsWith(".jar");
        ProcessBuilder unpacking = zip
            ? new ProcessBuilder("unzip", "-q", archive.toString(), "-d", folder.toString())
            : new ProcessBuilder("tar", "-xf", archive.toString(), "-C", folder.toString());
        int exitCode = unpacking.inheritIO().start().waitFor();
        if (exitCode != 0) {
            throw new IOException("The application's archive " + archive + " could not be unpacked: "
                + unpacking.command().get(0) + " ended with exit code " + exitCode + ".");
        }
    }

    private static void deleteAtExit(Path folder) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try (java.util.stream.Stream<Path> files = Files.walk(folder)) {
                Path[] deepestFirst = files.toArray(Path[]::new);
                for (int i = deepestFirst.length - 1; i >= 0; i--) {
                    Files.deleteIfExists(deepestFirst[i]);
                }
            } catch (IOException ignored) {
                // A leftover in the temporary folder is all that is lost.
            }
        }, "lakebase-app-delete"));
    }
}
