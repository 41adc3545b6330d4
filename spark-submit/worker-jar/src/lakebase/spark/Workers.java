package lakebase.spark;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The workers of this JVM: one for each command, started by the first task that needs it and again after its death. */
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
