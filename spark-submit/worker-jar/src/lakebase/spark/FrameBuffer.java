package lakebase.spark;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A growing little-endian buffer in which one frame is built. Not thread-safe. */
final class FrameBuffer {
    /** Largest value of a frame's length field, which counts the type and the body. */
    static final int MAX_FRAME_LENGTH = 64 << 20;

    private static final int LENGTH_BYTES = 4;
    private static final int INITIAL_BYTES = 8 << 10;
    private static final int ROW_COUNT_AT = LENGTH_BYTES + 1;

    private ByteBuffer buffer = ByteBuffer.allocate(INITIAL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private int rows;

    static FrameBuffer of(byte type) {
        FrameBuffer frame = new FrameBuffer();
        frame.begin(type);
        return frame;
    }

    static FrameBuffer forRows() {
        FrameBuffer frame = new FrameBuffer();
        frame.beginRows();
        return frame;
    }

    void begin(byte type) {
        buffer.clear();
        rows = 0;
        putInt(0);
        putByte(type);
    }

    void beginRows() {
        begin(FrameType.ROWS);
        putInt(0);
    }

    /** Completes the frame; array() up to size() is what goes on the wire. */
    void complete() {
        buffer.putInt(0, buffer.position() - LENGTH_BYTES);
        if (rows > 0) {
            buffer.putInt(ROW_COUNT_AT, rows);
        }
    }

    void rowAdded() {
        rows++;
    }

    int rows() {
        return rows;
    }

    int size() {
        return buffer.position();
    }

    byte[] array() {
        return buffer.array();
    }

    /** Forgets what was written behind the position: a row that could not be encoded. */
    void truncate(int position) {
        buffer.position(position);
    }

    /** Gives memory back after an unusually large row. */
    void shrink(int maxBytes) {
        if (buffer.capacity() > maxBytes) {
            buffer = ByteBuffer.allocate(INITIAL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    void putByte(byte value) {
        reserve(1);
        buffer.put(value);
    }

    void putShort(short value) {
        reserve(2);
        buffer.putShort(value);
    }

    void putInt(int value) {
        reserve(4);
        buffer.putInt(value);
    }

    void putIntAt(int position, int value) {
        buffer.putInt(position, value);
    }

    void putLong(long value) {
        reserve(8);
        buffer.putLong(value);
    }

    void putFloat(float value) {
        reserve(4);
        buffer.putFloat(value);
    }

    void putDouble(double value) {
        reserve(8);
        buffer.putDouble(value);
    }

    void putBytes(byte[] value) {
        reserve(value.length);
        buffer.put(value);
    }

    /** A string of the protocol itself (names, reasons); column values go through {@link Utf8}. */
    void putString(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        putInt(utf8.length);
        putBytes(utf8);
    }

    void putMap(Map<String, String> map) {
        putInt(map.size());
        for (Map.Entry<String, String> entry : map.entrySet()) {
            putString(entry.getKey());
            putString(entry.getValue());
        }
    }

    /** Appends the null bitmap of n values, all clear, and returns its position for {@link #setNull}. */
    int putNullBitmap(int n) {
        int bytes = (n + 7) >> 3;
        reserve(bytes);
        int at = buffer.position();
        for (int i = 0; i < bytes; i++) {
            buffer.put((byte) 0);
        }
        return at;
    }

    void setNull(int bitmapAt, int i) {
        int at = bitmapAt + (i >> 3);
        buffer.put(at, (byte) (buffer.get(at) | 1 << (i & 7)));
    }

    /** Makes room for n more bytes. */
    void reserve(int n) {
        if (buffer.remaining() < n) {
            grow(n);
        }
    }

    private void grow(int n) {
        long needed = (long) buffer.position() + n;
        long limit = (long) MAX_FRAME_LENGTH + LENGTH_BYTES;
        if (needed > limit) {
            throw new FrameTooLargeException(needed);
        }
        long capacity = Math.min(limit, Math.max(needed, 2L * buffer.capacity()));
        ByteBuffer larger = ByteBuffer.allocate((int) capacity).order(ByteOrder.LITTLE_ENDIAN);
        buffer.flip();
        larger.put(buffer);
        buffer = larger;
    }
}
