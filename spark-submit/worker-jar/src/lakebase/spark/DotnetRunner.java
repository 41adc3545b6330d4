package lakebase.spark;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Main class under spark-submit: {@code DotnetRunner App.dll args…} runs the .NET application as this JVM's child. */
public final class DotnetRunner {
    private static final String DLL = ".dll";
    private static final int USAGE = 2;
    private static final long CHILD_END_SECONDS = 5;

    private DotnetRunner() {
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 0) {
            System.err.println("usage: spark-submit --class lakebase.spark.DotnetRunner lakebase-foreachwriter-spark.jar "
                + "<App.dll | executable> [arguments…]");
            System.exit(USAGE);
        }
        Gateway gateway = new Gateway();
        Process child;
        try {
            child = start(gateway, new ApplicationFiles().find(args[0]), Arrays.asList(args).subList(1, args.length));
        } catch (IOException e) {
            gateway.shutdown();
            if (onDatabricks()) {
                throw e;
            }
            System.err.println(e.getMessage());
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(child), "dotnet-application-end"));
        int exitCode = child.waitFor();
        gateway.shutdown();
        if (exitCode == 0 && (onYarnCluster() || onDatabricks())) {
            // There an exit before the main method's end counts as a failure, whatever the code.
            return;
        }
        if (onDatabricks()) {
            throw new IllegalStateException("The .NET application ended with exit code " + exitCode
                + "; the driver's log holds what it printed.");
        }
        System.exit(exitCode);
    }

    private static Process start(Gateway gateway, File application, List<String> arguments) throws IOException {
        String file = application.getName();
        List<String> command = new ArrayList<>(file.endsWith(DLL)
            ? new DotnetApplication(application.getParentFile(), file.substring(0, file.length() - DLL.length())).program()
            : Collections.singletonList(application.getPath()));
        command.addAll(arguments);
        // The child writes to this process's own standard streams: nothing is buffered, and a terminal stays a terminal.
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("LAKEBASE_GATEWAY_PORT", String.valueOf(gateway.port()));
        builder.environment().put("LAKEBASE_GATEWAY_SECRET", gateway.secret());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new IOException("The .NET application could not be started (" + e.getMessage()
                + "). Name its .dll, or the executable that was published for this system.", e);
        }
    }

    private static boolean onYarnCluster() {
        return System.getProperty("spark.master", "").startsWith("yarn")
            && "cluster".equals(System.getProperty("spark.submit.deployMode"));
    }

    /** There this JVM is the cluster's: it ran before the job's main class and runs on after it. */
    private static boolean onDatabricks() {
        return System.getenv("DATABRICKS_RUNTIME_VERSION") != null;
    }

    /** The JVM is ending first (a signal, a kill from the cluster manager): the application may still clean up, briefly. */
    private static void end(Process child) {
        child.destroy();
        try {
            if (!child.waitFor(CHILD_END_SECONDS, TimeUnit.SECONDS)) {
                child.destroyForcibly();
            }
        } catch (InterruptedException e) {
            child.destroyForcibly();
        }
    }
}
