package lakebase.spark;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Encoders of arrays, maps and structs. */
final class NestedEncoders {
    private NestedEncoders() {
    }

    static ValueEncoder array(ValueEncoder element) {
        return (value, out) -> {
            // A Row hides which of Scala 2.12's and 2.13's collections this is.
            List<Object> list = RowFactory.create(value).getList(0);
            int count = list.size();
            out.putInt(count);
            int bitmap = out.putNullBitmap(count);
            int i = 0;
            for (Object item : list) {
                writeOrNull(element, item, bitmap, i++, out);
            }
        };
    }

    static ValueEncoder map(String path, ValueEncoder key, ValueEncoder value) {
        return (map, out) -> {
            Map<Object, Object> entries = RowFactory.create(map).getJavaMap(0);
            int count = entries.size();
            Object[] values = new Object[count];
            out.putInt(count);
            int i = 0;
            for (Map.Entry<Object, Object> entry : entries.entrySet()) {
                if (entry.getKey() == null) {
                    throw new RowEncodingException("Column " + path + " holds a map with a null key.");
                }
                key.write(entry.getKey(), out);
                values[i++] = entry.getValue();
            }
            int bitmap = out.putNullBitmap(count);
            for (i = 0; i < count; i++) {
                writeOrNull(value, values[i], bitmap, i, out);
            }
        };
    }

    static ValueEncoder struct(ValueEncoder[] fields) {
        return (value, out) -> {
            Row row = (Row) value;
            int bitmap = out.putNullBitmap(fields.length);
            for (int i = 0; i < fields.length; i++) {
                writeOrNull(fields[i], row.get(i), bitmap, i, out);
            }
        };
    }

    private static void writeOrNull(ValueEncoder encoder, Object value, int bitmap, int i, FrameBuffer out) {
        if (value == null) {
            out.setNull(bitmap, i);
        } else {
            encoder.write(value, out);
        }
    }
}
