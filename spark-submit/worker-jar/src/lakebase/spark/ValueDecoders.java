package lakebase.spark;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Spark type → decoder: the reverse of {@link TypeTable}. */
final class ValueDecoders {
    private static final int LONG_DECIMAL_PRECISION = 18;
    private static final long MICROS_PER_SECOND = 1_000_000L;

    private ValueDecoders() {
    }

    static ValueDecoder[] of(StructType struct, String prefix) {
        StructField[] fields = struct.fields();
        ValueDecoder[] decoders = new ValueDecoder[fields.length];
        for (int i = 0; i < fields.length; i++) {
            decoders[i] = of(fields[i].dataType(), prefix + fields[i].name());
        }
        return decoders;
    }

    static Row row(ValueDecoder[] fields, ByteBuffer in) {
        byte[] bitmap = take(in, fields.length + 7 >> 3);
        Object[] values = new Object[fields.length];
        for (int i = 0; i < fields.length; i++) {
            values[i] = valueOrNull(fields[i], bitmap, i, in);
        }
        return RowFactory.create(values);
    }

    private static ValueDecoder of(DataType type, String path) {
        if (type instanceof StructType) {
            ValueDecoder[] fields = of((StructType) type, path + ".");
            return in -> row(fields, in);
        }
        if (type instanceof ArrayType) {
            ValueDecoder element = of(((ArrayType) type).elementType(), path + ".element");
            return in -> list(element, in.getInt(), in);
        }
        if (type instanceof MapType) {
            return map(of(((MapType) type).keyType(), path + ".key"), of(((MapType) type).valueType(), path + ".value"));
        }
        if (type instanceof DecimalType) {
            return decimal(((DecimalType) type).precision(), ((DecimalType) type).scale());
        }
        return scalar(type, path);
    }

    private static ValueDecoder scalar(DataType type, String path) {
        String name = type.typeName();
        switch (name) {
            case "boolean": return in -> in.get() != 0;
            case "byte": return ByteBuffer::get;
            case "short": return ByteBuffer::getShort;
            case "integer": return ByteBuffer::getInt;
            case "long": return ByteBuffer::getLong;
            case "float": return ByteBuffer::getFloat;
            case "double": return ByteBuffer::getDouble;
            case "binary": return in -> take(in, in.getInt());
            case "date": return in -> LocalDate.ofEpochDay(in.getInt());
            case "timestamp": return in -> instant(in.getLong());
            case "timestamp_ntz": return in -> LocalDateTime.ofInstant(instant(in.getLong()), ZoneOffset.UTC);
            case "interval year":
            case "interval month":
            case "interval year to month": return in -> Period.ofMonths(in.getInt()).normalized();
            case "void": return in -> null;
            default: break;
        }
        if (name.equals("string") || name.startsWith("string ") || name.startsWith("char(") || name.startsWith("varchar(")) {
            return in -> new String(take(in, in.getInt()), StandardCharsets.UTF_8);
        }
        if (name.startsWith("interval ")) {
            return in -> Duration.of(in.getLong(), ChronoUnit.MICROS);
        }
        if (name.startsWith("time(")) {
            return in -> LocalTime.ofNanoOfDay(in.getLong());
        }
        throw new RowEncodingException("Column " + path + " has the Spark type " + type.catalogString()
            + ", of which .NET cannot create values. Create it as a string and convert it with SQL.");
    }

    private static ValueDecoder decimal(int precision, int scale) {
        if (precision <= LONG_DECIMAL_PRECISION) {
            return in -> BigDecimal.valueOf(in.getLong(), scale);
        }
        return in -> new BigDecimal(new BigInteger(take(in, in.get())), scale);
    }

    private static ValueDecoder map(ValueDecoder key, ValueDecoder value) {
        return in -> {
            int count = in.getInt();
            List<Object> keys = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                keys.add(key.read(in));
            }
            List<Object> values = list(value, count, in);
            Map<Object, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < count; i++) {
                map.put(keys.get(i), values.get(i));
            }
            return map;
        };
    }

    private static List<Object> list(ValueDecoder element, int count, ByteBuffer in) {
        byte[] bitmap = take(in, count + 7 >> 3);
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(valueOrNull(element, bitmap, i, in));
        }
        return list;
    }

    private static Object valueOrNull(ValueDecoder decoder, byte[] bitmap, int i, ByteBuffer in) {
        return (bitmap[i >> 3] >> (i & 7) & 1) != 0 ? null : decoder.read(in);
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * 1000);
    }

    private static byte[] take(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("A value announces " + length + " bytes, and " + in.remaining() + " follow.");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
