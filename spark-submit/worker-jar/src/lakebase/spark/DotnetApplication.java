package lakebase.spark;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A .NET application on disk, and what starts it: its own executable where it was published self-contained and so brings its runtime
 * along, else {@code dotnet}.
 */
final class DotnetApplication {
    static final String WORKER_DLL = "LakebaseForeachWriter.Worker.dll";

    private static final Pattern OWN_RUNTIME = Pattern.compile("\"includedFrameworks\"\\s*:");
    private static final Pattern NO_HOOKS = Pattern.compile("\"System\\.StartupHookProvider\\.IsSupported\"\\s*:\\s*false");

    private final File folder;
    private final String name;
    private final String runtimeConfig;

    /** The application whose main assembly is {@code folder/name.dll}. */
    DotnetApplication(File folder, String name) throws IOException {
        this.folder = folder;
        this.name = name;
        File file = new File(folder, name + ".runtimeconfig.json");
        runtimeConfig = file.isFile() ? new String(Files.readAllBytes(file.toPath()), StandardCharsets.UTF_8) : "";
    }

    boolean isSelfContained() {
        return OWN_RUNTIME.matcher(runtimeConfig).find();
    }

    /** What starts the program, without its arguments. */
    List<String> program() throws IOException {
        return isSelfContained()
            ? Collections.singletonList(executable())
            : Arrays.asList(dotnet(), new File(folder, name + ".dll").getPath());
    }

    /** What starts a worker in the application's folder. A self-contained one must find its way there by a startup hook. */
    List<String> worker() throws IOException {
        if (!isSelfContained()) {
            return Arrays.asList(dotnet(), "exec", "--depsfile", name + ".deps.json",
                "--runtimeconfig", name + ".runtimeconfig.json", WORKER_DLL, name);
        }
        if (NO_HOOKS.matcher(runtimeConfig).find()) {
            // Without its hook the worker would be a second driver.
            throw new IOException("The self-contained application " + name + " was published without startup hooks, by which its "
                + "executable becomes a worker: publish it with StartupHookSupport true and PublishTrimmed false.");
        }
        return Arrays.asList(executable(), WORKER_DLL, name);
    }

    private String executable() throws IOException {
        File executable = new File(folder, name);
        if (!executable.isFile()) {
            throw new IOException("The application " + name + " was published self-contained, but its executable " + executable
                + " is missing: publish it with UseAppHost true, for the system of this machine "
                + "(dotnet publish -r linux-x64 --self-contained).");
        }
        if (!executable.canExecute()) {
            throw new IOException("The application's executable " + executable + " lost its executable bit, as Spark 3.5 does to those in "
                + ".zip archives: ship the application as a .tar.gz.");
        }
        return executable.getPath();
    }

    private String dotnet() throws IOException {
        String host = System.getenv("DOTNET_HOST_PATH");
        if (host != null && !host.isEmpty()) {
            return host;
        }
        String root = System.getenv("DOTNET_ROOT");
        boolean hasRoot = root != null && !root.isEmpty();
        List<String> folders = new ArrayList<>();
        if (hasRoot) {
            folders.add(root);
        }
        String path = System.getenv("PATH");
        folders.addAll(Arrays.asList((path == null ? "" : path).split(File.pathSeparator)));
        for (String candidate : folders) {
            for (String program : new String[] {"dotnet", "dotnet.exe"}) {
                File found = new File(candidate, program);
                if (!candidate.isEmpty() && found.isFile() && found.canExecute()) {
                    return found.getAbsolutePath();
                }
            }
        }
        throw new IOException("There is no .NET runtime for " + name + " on this machine: no dotnet on the PATH (" + path
            + "), and DOTNET_ROOT " + (hasRoot ? "names " + root + ", which holds none" : "is not set")
            + ". Install the .NET runtime there, or set DOTNET_ROOT to the folder of one (for executors: spark.executorEnv.DOTNET_ROOT), "
            + "or publish the application with its own (dotnet publish -r linux-x64 --self-contained).");
    }
}
