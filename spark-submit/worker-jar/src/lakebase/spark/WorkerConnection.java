package lakebase.spark;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A connection to a worker, past its HELLO. One thread writes, one reads, any may close. */
final class WorkerConnection implements Closeable {
    private static final int CONNECT_TIMEOUT_MS = 10_000;

    private final Socket socket = new Socket();
    private final OutputStream out;
    private final DataInputStream in;

    WorkerConnection(int port, Secret token) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), CONNECT_TIMEOUT_MS);
            out = socket.getOutputStream();
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            FrameBuffer hello = FrameBuffer.of(FrameType.HELLO);
            hello.putInt(FrameType.PROTOCOL_VERSION);
            hello.putBytes(token.bytes());
            hello.complete();
            write(hello);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    void write(FrameBuffer frame) throws IOException {
        out.write(frame.array(), 0, frame.size());
    }

    /** The next frame, or null at the end of the stream. */
    Frame read() throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        int length = first | in.readUnsignedByte() << 8 | in.readUnsignedByte() << 16 | in.readUnsignedByte() << 24;
        if (length < 1 || length > FrameBuffer.MAX_FRAME_LENGTH) {
            throw new EOFException("a frame of length " + length);
        }
        byte type = in.readByte();
        byte[] body = new byte[length - 1];
        in.readFully(body);
        return new Frame(type, body);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException ignored) {
            // Nothing is left to save on a connection that is being dropped.
        }
    }
}
