package lakebase.spark;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

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
        byte[] utf8 = new byte[body.getInt()];
        body.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    Map<String, String> takeMap() {
        Map<String, String> map = new LinkedHashMap<>();
        for (int left = body.getInt(); left > 0; left--) {
            map.put(takeString(), takeString());
        }
        return map;
    }
}
