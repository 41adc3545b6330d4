package lakebase.spark;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Appends Spark rows to a frame; compiled once for each schema, shared by all tasks. */
final class RowEncoder {
    private final ValueEncoder[] columns;
    private final StructField[] fields;

    private RowEncoder(ValueEncoder[] columns, StructField[] fields) {
        this.columns = columns;
        this.fields = fields;
    }

    /** Throws {@link RowEncodingException} with the column's path when a type is not in the table of docs/protocol.md. */
    static RowEncoder compile(StructType schema, UnpairedSurrogates unpaired) {
        return new RowEncoder(new TypeTable(unpaired).encoders(schema, ""), schema.fields());
    }

    void append(Row row, FrameBuffer out) {
        int start = out.size();
        int i = 0;
        try {
            int bitmap = out.putNullBitmap(columns.length);
            for (; i < columns.length; i++) {
                Object value = row.get(i);
                if (value == null) {
                    out.setNull(bitmap, i);
                } else {
                    columns[i].write(value, out);
                }
            }
            out.rowAdded();
        } catch (FrameTooLargeException e) {
            out.truncate(start);
            throw e;
        } catch (RowEncodingException e) {
            out.truncate(start);
            throw e;
        } catch (ClassCastException | ArithmeticException e) {
            out.truncate(start);
            // The cause may quote the value, so only its class goes on.
            throw new RowEncodingException("Column " + fields[i].name() + " of type " + fields[i].dataType().catalogString()
                + " holds a " + row.get(i).getClass().getName() + " that does not fit it (" + e.getClass().getSimpleName() + ").");
        }
    }
}
