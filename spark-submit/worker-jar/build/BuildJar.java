import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * java BuildJar.java &lt;sources&gt; &lt;stubs&gt; &lt;jar&gt;
 *
 * Compiles the sources against the signature stubs and packs the classes, without the stubs', into the jar. The same sources
 * give the same bytes: entries are sorted and carry one fixed time. Builds may run side by side: each works in a folder of its
 * own and renames the finished jar into place.
 */
public final class BuildJar {
    /** 1980-01-01 00:00, the first moment a zip entry can have. */
    private static final java.time.LocalDateTime ENTRY_TIME = java.time.LocalDateTime.of(1980, 1, 1, 0, 0);

    private static final byte[] MANIFEST =
        "Manifest-Version: 1.0\r\nImplementation-Title: lakebase-foreachwriter-spark\r\n\r\n".getBytes();

    public static void main(String[] args) throws IOException {
        Path jar = Paths.get(args[2]).toAbsolutePath();
        Files.createDirectories(jar.getParent());
        Path work = Files.createTempDirectory(jar.getParent(), "build");
        try {
            Path stubs = Files.createDirectory(work.resolve("stubs"));
            Path classes = Files.createDirectory(work.resolve("classes"));
            compile(Paths.get(args[1]), stubs, stubs, "-Xlint:none");
            compile(Paths.get(args[0]), stubs, classes, "-Xlint:all", "-Xlint:-options", "-Werror");
            Path packed = work.resolve("packed.jar");
            pack(classes, packed);
            Files.move(packed, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            delete(work);
        }
    }

    private static void compile(Path sources, Path classPath, Path output, String... lint) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> arguments = new ArrayList<>(Arrays.asList(
            "--release", "8", "-encoding", "UTF-8", "-implicit:none", "-proc:none", "-g:source,lines",
            "-cp", classPath.toString(), "-d", output.toString()));
        arguments.addAll(Arrays.asList(lint));
        for (Path source : files(sources)) {
            if (source.toString().endsWith(".java")) {
                arguments.add(source.toString());
            }
        }
        if (compiler.run(null, null, null, arguments.toArray(new String[0])) != 0) {
            throw new IOException("javac reported errors");
        }
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar); ZipOutputStream zip = new ZipOutputStream(file)) {
            add(zip, "META-INF/MANIFEST.MF", MANIFEST);
            for (Path entry : files(classes)) {
                add(zip, classes.relativize(entry).toString().replace('\\', '/'), Files.readAllBytes(entry));
            }
        }
    }

    private static void add(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(ENTRY_TIME);
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted(Comparator.comparing(Path::toString)).collect(Collectors.toList());
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
