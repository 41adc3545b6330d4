package lakebase.spark;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkFiles;

/** The command line of a worker and the folder in which it runs; equal commands share a worker. */
final class WorkerCommand {
    private static final String HOOKS = "DOTNET_STARTUP_HOOKS";
    private static final String HOOK = "LakebaseForeachWriter.Worker";

    private final List<String> words;
    private final File folder;
    private final boolean byHook;

    private WorkerCommand(List<String> words, File folder, boolean byHook) {
        this.words = words;
        this.folder = folder;
        this.byHook = byHook;
    }

    static WorkerCommand from(Map<String, String> settings) throws IOException {
        File folder = applicationFolder(settings);
        String command = settings.get("worker.command");
        if (command != null && !command.trim().isEmpty()) {
            return new WorkerCommand(split(command), folder.isDirectory() ? folder : new File("."), false);
        }
        if (!new File(folder, DotnetApplication.WORKER_DLL).isFile()) {
            throw new IOException("The application's folder " + folder + " has no " + DotnetApplication.WORKER_DLL + " on this executor. "
                + "Ship the application with --archives app.tar.gz#app, as lakebase-submit does, published without PublishSingleFile and "
                + "PublishTrimmed, which leave that file out, or name another worker in spark.lakebase.worker.command.");
        }
        DotnetApplication application = new DotnetApplication(folder, settings.get("app.assembly"));
        return new WorkerCommand(application.worker(), folder, application.isSelfContained());
    }

    ProcessBuilder toProcess() {
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder);
        // These belong to the driver's JVM, which in local mode is this one.
        builder.environment().keySet().removeIf(name -> name.startsWith("LAKEBASE_GATEWAY_"));
        if (byHook) {
            // Behind those of the user, which belong to his process; the worker removes it for its own children.
            builder.environment().merge(HOOKS, HOOK, (hooks, own) -> hooks.isEmpty() ? own : hooks + File.pathSeparator + own);
        }
        return builder;
    }

    String program() {
        return words.get(0);
    }

    /** Splits at white space; double quotes group. */
    static List<String> split(String command) throws IOException {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean started = false;
        for (char c : command.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
                started = true;
            } else if (Character.isWhitespace(c) && !quoted) {
                if (started) {
                    words.add(word.toString());
                    word.setLength(0);
                    started = false;
                }
            } else {
                word.append(c);
                started = true;
            }
        }
        if (quoted) {
            throw new IOException("spark.lakebase.worker.command has an opening double quote without a closing one.");
        }
        if (started) {
            words.add(word.toString());
        }
        return words;
    }

    private static File applicationFolder(Map<String, String> settings) {
        String archive = settings.get("app.archive");
        if (archive != null && !archive.isEmpty()) {
            File shipped = new File(SparkFiles.get(archive));
            if (shipped.isDirectory()) {
                return shipped.getAbsoluteFile();
            }
        }
        return new File(settings.getOrDefault("app.dir", ".")).getAbsoluteFile();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WorkerCommand && words.equals(((WorkerCommand) other).words)
            && folder.equals(((WorkerCommand) other).folder) && byHook == ((WorkerCommand) other).byHook;
    }

    @Override
    public int hashCode() {
        return 31 * words.hashCode() + folder.hashCode();
    }
}
