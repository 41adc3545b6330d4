package lakebase.spark;

/** UTF-8 of column values. The JDK's own encoder turns an unpaired surrogate into '?' without a word. */
final class Utf8 {
    private static final int LENGTH_BYTES = 4;
    private static final int LONG_TEXT = 256 << 10;
    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {
    }

    /** Appends the length in bytes and the text. Returns false, with the buffer in mid-value, at an unpaired surrogate that is refused. */
    static boolean put(FrameBuffer out, String text, UnpairedSurrogates unpaired) {
        int chars = text.length();
        out.reserve(room(text));
        byte[] bytes = out.array();
        int start = out.size() + LENGTH_BYTES;
        int at = start;
        int i = 0;
        while (i < chars) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                break;
            }
            bytes[at++] = (byte) c;
            i++;
        }
        while (i < chars) {
            char c = text.charAt(i++);
            if (c < 0x80) {
                bytes[at++] = (byte) c;
            } else if (c < 0x800) {
                bytes[at++] = (byte) (0xC0 | c >> 6);
                bytes[at++] = (byte) (0x80 | c & 0x3F);
            } else if (Character.isHighSurrogate(c) && i < chars && Character.isLowSurrogate(text.charAt(i))) {
                int point = Character.toCodePoint(c, text.charAt(i++));
                bytes[at++] = (byte) (0xF0 | point >> 18);
                bytes[at++] = (byte) (0x80 | point >> 12 & 0x3F);
                bytes[at++] = (byte) (0x80 | point >> 6 & 0x3F);
                bytes[at++] = (byte) (0x80 | point & 0x3F);
            } else {
                if (Character.isSurrogate(c)) {
                    if (unpaired == UnpairedSurrogates.REFUSE) {
                        return false;
                    }
                    c = unpaired == UnpairedSurrogates.REPLACE ? REPLACEMENT : c;
                }
                bytes[at++] = (byte) (0xE0 | c >> 12);
                bytes[at++] = (byte) (0x80 | c >> 6 & 0x3F);
                bytes[at++] = (byte) (0x80 | c & 0x3F);
            }
        }
        out.putInt(at - start);
        out.truncate(at);
        return true;
    }

    /** Three bytes for each char always suffice; for long texts a look at them keeps the limit of a frame exact. */
    private static int room(String text) {
        int chars = text.length();
        if (chars <= LONG_TEXT) {
            return LENGTH_BYTES + 3 * chars;
        }
        long bytes = LENGTH_BYTES;
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            // A surrogate pair needs four bytes and is given six: room, not the exact size.
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
        }
        if (bytes > FrameBuffer.MAX_FRAME_LENGTH) {
            throw new FrameTooLargeException(bytes);
        }
        return (int) bytes;
    }
}
