package lakebase.spark;

import java.io.IOException;

/** The connection that carries ABORT past the rows queued on a task's own connection; opened when first needed. */
final class ControlConnection {
    private final WorkerProcess worker;
    private WorkerConnection connection;

    ControlConnection(WorkerProcess worker) {
        this.worker = worker;
    }

    /** Sends the frame on another thread and returns at once. */
    void send(FrameBuffer abort) {
        DaemonThreads.run(() -> sendNow(abort));
    }

    private synchronized void sendNow(FrameBuffer abort) {
        try {
            if (connection == null) {
                connection = worker.connect();
            }
            connection.write(abort);
        } catch (IOException e) {
            if (connection != null) {
                connection.close();
                connection = null;
            }
            // The task's own connection is dropped after the grace period, which ends the task in the worker as well.
            System.err.println("[.NET worker] An abort could not be sent: " + e.getMessage());
        }
    }
}
