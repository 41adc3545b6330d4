package lakebase.spark;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.util.Arrays;
import java.util.Collections;
import java.util.TimeZone;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** The bytes of docs/protocol.md, section 4, for each type; run on every Spark version. */
public final class RowEncoderChecks {
    private static final int ROWS_HEADER = 9;
    private static final int MEBIBYTE = 1 << 20;

    public static void main(String[] args) {
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
        numbers();
        decimals();
        text();
        times();
        calendars();
        nulls();
        largeRows();
        refusals();
        names();
        Check.finish();
    }

    private static void numbers() {
        value("boolean", true, "01");
        value("byte", (byte) -2, "fe");
        value("short", (short) 258, "0201");
        value("integer", -2, "feffffff");
        value("long", 258L, "0201000000000000");
        value("float", 1f, "0000803f");
        value("double", Double.NaN, "000000000000f87f");
        value("binary", new byte[] {1, 2}, "020000000102");
    }

    private static void decimals() {
        value("decimal(18,2)", new BigDecimal("1.00"), "6400000000000000");
        value("decimal(18,2)", new BigDecimal("-999999999999999999").movePointLeft(2), "0100 9c58 4c49 1ff2".replace(" ", ""));
        value("decimal(19,0)", new BigDecimal("-1"), "01ff");
        value("decimal(38,3)", new BigDecimal("0.256"), "020100");
        Check.refuses("a decimal that needs rounding", "decimal(4,1)",
            () -> encode("decimal(4,1)", new BigDecimal("1.25")));
    }

    private static void text() {
        value("string", "", "00000000");
        value("string", "aé€😀", "0a00000061c3a9e282acf09f9880");
        value("varchar(3)", "a", "0100000061");
        Check.refuses("an unpaired surrogate", "Column c", () -> encode("string", "a\uD83D"));
        Check.refuses("a low surrogate alone", "Column c", () -> encode("string", "\uDE00a"));
        FrameBuffer replaced = FrameBuffer.forRows();
        compile("string", UnpairedSurrogates.REPLACE).append(RowFactory.create("\uD83Da"), replaced);
        Check.equal("a replaced surrogate", "0004000000efbfbd61", hex(replaced, ROWS_HEADER));
        FrameBuffer kept = FrameBuffer.forRows();
        compile("string", UnpairedSurrogates.KEEP).append(RowFactory.create("\uD83Da"), kept);
        Check.equal("a kept surrogate", "0004000000eda0bd61", hex(kept, ROWS_HEADER));
        String everyChar = everyValidText();
        Check.equal("every character", hex(everyChar.getBytes(StandardCharsets.UTF_8)), encode("string", everyChar).substring(10));
    }

    private static void times() {
        value("date", LocalDate.of(1970, 1, 2), "01000000");
        value("date", LocalDate.of(1969, 12, 31), "ffffffff");
        value("timestamp", Instant.ofEpochSecond(-1, 999_999_000), "ffffffffffffffff");
        value("timestamp", Instant.ofEpochSecond(-9_223_372_036_855L, 224_192_000), "0000000000000080");
        value("timestamp", Instant.ofEpochSecond(9_223_372_036_854L, 775_807_000), "ffffffffffffff7f");
        value("timestamp_ntz", LocalDateTime.of(1970, 1, 1, 0, 0, 1), "40420f0000000000");
        value("interval year to month", Period.of(1, 2, 0), "0e000000");
        value("interval day to second", Duration.ofSeconds(-1), "c0bdf0ffffffffff");
    }

    /** What Spark makes of proleptic values while java8API is off. */
    private static void calendars() {
        value("date", java.sql.Date.valueOf("2020-02-29"), hexInt(LocalDate.of(2020, 2, 29).toEpochDay()));
        value("date", java.sql.Date.valueOf("1500-03-01"), hexInt(LocalDate.of(1500, 3, 1).toEpochDay()));
        value("date", java.sql.Date.valueOf("0001-01-01"), hexInt(LocalDate.of(1, 1, 1).toEpochDay()));
        java.sql.Timestamp modern = java.sql.Timestamp.from(Instant.parse("2020-10-25T01:30:00.000001Z"));
        value("timestamp", modern, hexLong(1_603_589_400_000_001L));
        // The local time of before 1582 is kept: it names a Julian day in java.util and a Gregorian one in Spark.
        java.sql.Timestamp early = java.sql.Timestamp.valueOf("1500-03-01 00:00:00.5");
        long seconds = LocalDateTime.of(1500, 3, 1, 0, 0).atZone(java.time.ZoneId.systemDefault()).toEpochSecond();
        value("timestamp", early, hexLong(seconds * 1_000_000 + 500_000));
    }

    private static void nulls() {
        StructType nine = schema("integer", 9);
        RowEncoder encoder = RowEncoder.compile(nine, UnpairedSurrogates.REFUSE);
        FrameBuffer out = FrameBuffer.forRows();
        encoder.append(RowFactory.create(null, 1, null, null, null, null, null, null, null), out);
        encoder.append(RowFactory.create(2, null, null, null, null, null, null, null, 3), out);
        out.complete();
        Check.equal("rows with nulls", "fd01" + "01000000" + "fe00" + "02000000" + "03000000", hex(out, ROWS_HEADER));
        Check.equal("the frame around them", "1500000006" + "02000000", hex(out, 0).substring(0, 2 * ROWS_HEADER));
    }

    private static void largeRows() {
        RowEncoder encoder = compile("binary", UnpairedSurrogates.REFUSE);
        FrameBuffer out = FrameBuffer.forRows();
        encoder.append(RowFactory.create((Object) new byte[10]), out);
        int before = out.size();
        try {
            encoder.append(RowFactory.create((Object) new byte[64 * MEBIBYTE]), out);
            Check.equal("a row beyond 64 MiB", "an exception", "none");
        } catch (FrameTooLargeException e) {
            Check.equal("its size is known", true, e.bytes() > 64 * MEBIBYTE);
        }
        Check.equal("nothing of it stays", before, out.size());
        encoder.append(RowFactory.create((Object) new byte[40 * MEBIBYTE]), out);
        Check.equal("a large row fits", before + 5 + 40 * MEBIBYTE, out.size());
        FrameBuffer texts = FrameBuffer.forRows();
        char[] chars = new char[60 * MEBIBYTE];
        Arrays.fill(chars, 'x');
        compile("string", UnpairedSurrogates.REFUSE).append(RowFactory.create(new String(chars)), texts);
        Check.equal("a large text fits", ROWS_HEADER + 5 + 60 * MEBIBYTE, texts.size());
    }

    private static void refusals() {
        Check.refuses("a calendar interval", "Column c ", () -> compile("interval", UnpairedSurrogates.REFUSE));
        Check.refuses("a nested one, by its path", "Column c.element.key ", () -> RowEncoder.compile((StructType) DataType.fromJson(
            "{\"type\":\"struct\",\"fields\":[{\"name\":\"c\",\"nullable\":true,\"metadata\":{},\"type\":{\"type\":\"array\","
            + "\"containsNull\":true,\"elementType\":{\"type\":\"map\",\"keyType\":\"interval\",\"valueType\":\"long\","
            + "\"valueContainsNull\":true}}}]}"), UnpairedSurrogates.REFUSE));
        Check.refuses("a value of another class", "java.lang.String", () -> encode("integer", "secret"));
        try {
            encode("integer", "secret");
        } catch (RowEncodingException e) {
            Check.equal("the value stays out of the message", false, e.getMessage().contains("secret"));
        }
    }

    private static void names() {
        Check.equal("a named query", "my query", TaskFacts.queryName("my query\nid = 1\nrunId = 2\nbatch = 3"));
        Check.equal("no query", "", TaskFacts.queryName(null));
        Check.equal("an unnamed query", "", TaskFacts.queryName("\nid = 1\nrunId = 2\nbatch = 3"));
        try {
            Check.equal("a worker command", Arrays.asList("a b", "c", "d e"), WorkerCommand.split(" \"a b\" c  d\" \"e "));
        } catch (java.io.IOException e) {
            Check.equal("a worker command", "words", e.getMessage());
        }
        ShippedWriter shipped = new ShippedWriter(new byte[] {1}, schema("long", 1), Collections.singletonMap("k", "secret"));
        Check.equal("a stream's writer's text", "DotnetForeachWriter", new DotnetForeachWriter(shipped).toString());
        Check.equal("a batch's writer's text", "DotnetPartitionWriter", new DotnetPartitionWriter(shipped, new BatchRun()).toString());
    }

    private static void value(String type, Object value, String expected) {
        Check.equal(type + " " + value, "00" + expected, encode(type, value));
    }

    private static String encode(String type, Object value) {
        FrameBuffer out = FrameBuffer.forRows();
        Row row = RowFactory.create(value);
        compile(type, UnpairedSurrogates.REFUSE).append(row, out);
        return hex(out, ROWS_HEADER);
    }

    private static RowEncoder compile(String type, UnpairedSurrogates unpaired) {
        return RowEncoder.compile(schema(type, 1), unpaired);
    }

    private static StructType schema(String type, int columns) {
        String[] fields = new String[columns];
        for (int i = 0; i < columns; i++) {
            fields[i] = "{\"name\":\"c" + (i == 0 ? "" : i) + "\",\"type\":\"" + type + "\",\"nullable\":true,\"metadata\":{}}";
        }
        return (StructType) DataType.fromJson("{\"type\":\"struct\",\"fields\":[" + String.join(",", fields) + "]}");
    }

    private static String everyValidText() {
        StringBuilder text = new StringBuilder();
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
                text.appendCodePoint(point);
            }
        }
        return text.toString();
    }

    private static String hexInt(long value) {
        return hexLong(value).substring(0, 8);
    }

    private static String hexLong(long value) {
        byte[] bytes = new byte[8];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (value >> 8 * i);
        }
        return hex(bytes);
    }

    private static String hex(FrameBuffer frame, int from) {
        return hex(Arrays.copyOfRange(frame.array(), from, frame.size()));
    }

    private static String hex(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append(Character.forDigit(b >> 4 & 0xF, 16)).append(Character.forDigit(b & 0xF, 16));
        }
        return text.toString();
    }
}
