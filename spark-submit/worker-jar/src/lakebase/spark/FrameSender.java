package lakebase.spark;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** Connects a task to its worker, starting the worker if need be, and writes the task's frames. */
final class FrameSender implements Runnable {
    private static final long PAUSE_NANOS = 20_000;

    private final TaskExchange exchange;
    private final WriterSettings settings;
    private final byte[] payload;

    FrameSender(TaskExchange exchange, WriterSettings settings, byte[] payload) {
        this.exchange = exchange;
        this.settings = settings;
        this.payload = payload;
    }

    @Override
    public void run() {
        try {
            WorkerConnection connection = connect();
            if (connection != null) {
                send(connection);
            }
        } catch (InterruptedException | IOException | RuntimeException e) {
            exchange.fail(TaskFailure.ofJar(e.getMessage() == null ? e.toString() : e.getMessage()));
        }
    }

    private WorkerConnection connect() throws IOException, InterruptedException {
        WorkerCommand command = WorkerCommand.from(settings.map());
        WorkerProcess worker = Workers.running(command, settings.connectTimeoutMs());
        WorkerConnection connection;
        try {
            connection = worker.connect();
        } catch (IOException e) {
            // It may have died since the last task; a fresh one gets one try.
            worker.awaitEnd();
            worker = Workers.running(command, settings.connectTimeoutMs());
            connection = worker.connect();
        }
        if (!exchange.connected(worker, connection)) {
            connection.close();
            return null;
        }
        DaemonThreads.run(new FrameReader(exchange, worker, connection, payload));
        return connection;
    }

    private void send(WorkerConnection connection) throws InterruptedException {
        try {
            for (FrameBuffer frame; (frame = exchange.take()) != null;) {
                connection.write(frame);
                exchange.written(frame);
                if (exchange.rowsFollowClosely()) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        } catch (IOException e) {
            // The reader sees the end of the stream as well, behind an ERROR that may still be on its way: it tells the task.
            return;
        }
    }
}
