package lakebase.spark;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A frame from the worker. */
final class Frame {
    final byte type;
    private final ByteBuffer body;

    Frame(byte type, byte[] body) {
        this.type = type;
        this.body = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    }

    byte takeByte() {
        return body.get();
    }

    long takeLong() {
        return body.getLong();
    }

    String takeString() {
        int length = body.getInt();
        if (length < 0 || length > body.remaining()) {
            throw new IllegalArgumentException("A text announces " + length + " bytes, and " + body.remaining() + " follow.");
        }
        byte[] utf8 = new byte[length];
        body.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
