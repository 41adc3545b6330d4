package lakebase.spark;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** Damaged frames: the jar reads or refuses them, with an exception that its callers expect, and never runs out of memory. */
public final class FrameFuzz {
    private static final int INPUTS = 500_000;
    private static final int[] LENGTHS = {-1, 0, 1, 7, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE, 64 << 20};
    private static final String SCHEMA = "{\"type\":\"struct\",\"fields\":["
        + "{\"name\":\"a\",\"type\":\"long\",\"nullable\":true,\"metadata\":{}},"
        + "{\"name\":\"b\",\"type\":\"string\",\"nullable\":true,\"metadata\":{}},"
        + "{\"name\":\"c\",\"type\":\"decimal(38,2)\",\"nullable\":true,\"metadata\":{}},"
        + "{\"name\":\"d\",\"type\":{\"type\":\"array\",\"elementType\":\"string\",\"containsNull\":true},"
        + "\"nullable\":true,\"metadata\":{}}]}";

    private final Random random;

    private FrameFuzz(long seed) {
        random = new Random(seed);
    }

    public static void main(String[] args) {
        String asked = System.getenv("LAKEBASE_FUZZ_SEED");
        long seed = asked == null ? System.nanoTime() : Long.parseLong(asked);
        System.out.println("LAKEBASE_FUZZ_SEED=" + seed);
        FrameFuzz fuzz = new FrameFuzz(seed);
        fuzz.rows();
        fuzz.answers();
        System.exit(0);
    }

    private void rows() {
        StructType schema = (StructType) DataType.fromJson(SCHEMA);
        byte[] valid = ByteBuffer.allocate(39).order(ByteOrder.LITTLE_ENDIAN)
            .putInt(2)
            .put((byte) 0).putLong(1).putInt(3).put("one".getBytes()).put((byte) 1).put((byte) 100)
            .putInt(2).put((byte) 2).putInt(1).put((byte) 'x')
            .put((byte) 0b1101).putInt(2).put("at".getBytes()).array();
        RowDecoder decoder = RowDecoder.compile(schema);
        if (decoder.decode(valid).size() != 2) {
            throw new AssertionError("The rows that were not damaged are not read.");
        }
        for (int i = 0; i < INPUTS; i++) {
            byte[] input = damaged(valid);
            give(i, input, () -> decoder.decode(input));
        }
    }

    private void answers() {
        byte[] valid = ByteBuffer.allocate(30).order(ByteOrder.LITTLE_ENDIAN)
            .putInt(4).put("type".getBytes()).putInt(4).put("text".getBytes()).putInt(5).put("stack".getBytes()).array();
        for (int i = 0; i < INPUTS; i++) {
            byte[] input = damaged(valid);
            give(i, input, () -> {
                Frame frame = new Frame(FrameType.ERROR, input);
                frame.takeString();
                frame.takeString();
                frame.takeString();
            });
        }
    }

    private static void give(int number, byte[] input, Runnable read) {
        try {
            read.run();
        } catch (RuntimeException refused) {
            // What FrameReader and DriverBridge turn into an error of the task or the call.
        } catch (Throwable e) {
            throw new AssertionError("input " + number + " " + Arrays.toString(input), e);
        }
    }

    private byte[] damaged(byte[] valid) {
        byte[] bytes = valid.clone();
        for (int damages = 1 + random.nextInt(3); damages > 0; damages--) {
            int at = random.nextInt(bytes.length + 1);
            switch (random.nextInt(3)) {
                case 0:
                    if (at < bytes.length) {
                        bytes[at] ^= (byte) (1 << random.nextInt(8));
                    }
                    break;
                case 1:
                    if (at + 4 <= bytes.length) {
                        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, LENGTHS[random.nextInt(LENGTHS.length)]);
                    }
                    break;
                default:
                    bytes = Arrays.copyOf(bytes, at);
                    break;
            }
        }
        return bytes;
    }
}
