package lakebase.spark;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The workers of this JVM: one for each command, started when it is needed and again after its death. */
final class Workers {
    private static final ConcurrentMap<WorkerCommand, Workers> BY_COMMAND = new ConcurrentHashMap<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> BY_COMMAND.values().forEach(Workers::end), "lakebase-workers-end"));
    }

    private final WorkerCommand command;
    private volatile WorkerProcess running;

    private Workers(WorkerCommand command) {
        this.command = command;
    }

    static WorkerProcess running(WorkerCommand command, long timeoutMs) throws IOException, InterruptedException {
        return BY_COMMAND.computeIfAbsent(command, Workers::new).runningOrStarted(timeoutMs);
    }

    /**
     * Starts in the background the worker that the first task will want, where driver and executor are one JVM. What goes wrong
     * here is reported by that task, which tries again. A command of the user's own is left to the task: it may take its whole
     * time-out to fail, and nobody should wait for that twice.
     */
    static void startAhead(WriterSettings settings) {
        if (settings.map().containsKey("worker.command")) {
            return;
        }
        DaemonThreads.run(() -> {
            try {
                running(WorkerCommand.from(settings.map()), settings.connectTimeoutMs());
            } catch (IOException | InterruptedException | RuntimeException e) {
                // The first task meets the same problem and has somebody to tell.
            }
        });
    }

    private synchronized WorkerProcess runningOrStarted(long timeoutMs) throws IOException, InterruptedException {
        if (running == null || !running.isAlive()) {
            running = null;
            running = new WorkerProcess(command, timeoutMs);
        }
        return running;
    }

    private void end() {
        WorkerProcess worker = running;
        if (worker != null) {
            worker.end();
        }
    }
}
