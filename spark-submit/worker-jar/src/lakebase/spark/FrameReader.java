package lakebase.spark;

import java.io.IOException;

/** Reads a worker's answers to one task. */
final class FrameReader implements Runnable {
    private final TaskExchange exchange;
    private final WorkerProcess worker;
    private final WorkerConnection connection;
    private final byte[] payload;

    FrameReader(TaskExchange exchange, WorkerProcess worker, WorkerConnection connection, byte[] payload) {
        this.exchange = exchange;
        this.worker = worker;
        this.connection = connection;
        this.payload = payload;
    }

    @Override
    public void run() {
        try {
            while (readOne()) {
                continue;
            }
        } catch (IOException | RuntimeException e) {
            connectionEnded();
        }
    }

    /** False after the last frame that matters. */
    private boolean readOne() throws IOException {
        Frame frame = connection.read();
        if (frame == null) {
            connectionEnded();
            return false;
        }
        switch (frame.type) {
            case FrameType.NEED_WRITER:
                exchange.command(writerFrame());
                return true;
            case FrameType.OPENED:
                exchange.opened(frame.takeByte() != 0);
                return true;
            case FrameType.CLOSED:
                exchange.closed(frame.takeLong());
                return false;
            case FrameType.ERROR:
                exchange.fail(new TaskFailure(frame.takeString(), frame.takeString(), frame.takeString()));
                return false;
            default:
                exchange.fail(TaskFailure.ofJar("The .NET worker sent a frame of the unknown type " + frame.type
                    + ". Ship the jar and the worker of one release."));
                return false;
        }
    }

    private FrameBuffer writerFrame() {
        FrameBuffer frame = FrameBuffer.of(FrameType.WRITER);
        frame.putBytes(payload);
        frame.complete();
        return frame;
    }

    private void connectionEnded() {
        if (exchange.streamMayEnd()) {
            return;
        }
        try {
            exchange.fail(TaskFailure.ofJar(worker.describeEnd()));
        } catch (InterruptedException e) {
            exchange.fail(TaskFailure.ofJar("The connection to the .NET worker ended."));
        }
    }
}
