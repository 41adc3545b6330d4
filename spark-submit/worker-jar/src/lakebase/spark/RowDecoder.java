package lakebase.spark;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Reads rows that .NET made, for createDataFrame. */
final class RowDecoder {
    private final ValueDecoder[] columns;

    private RowDecoder(ValueDecoder[] columns) {
        this.columns = columns;
    }

    static RowDecoder compile(StructType schema) {
        return new RowDecoder(ValueDecoders.of(schema, ""));
    }

    /** The rows behind their int32 count. */
    List<Row> decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int count = in.getInt();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(ValueDecoders.row(columns, in));
        }
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(in.remaining() + " bytes follow the last row; the rows do not match the schema.");
        }
        return rows;
    }
}
