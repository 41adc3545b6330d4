package lakebase.spark;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * What the .NET driver calls through Py4J where Spark's own methods would need many round trips or Scala types. Parameters are
 * Object because Py4J chooses a method by the classes of its arguments, and those differ between Spark's versions.
 */
public final class DriverBridge {
    private DriverBridge() {
    }

    public static int protocolVersion() {
        return FrameType.PROTOCOL_VERSION;
    }

    /** A stream writer whose rows go to the .NET writer in {@code payload}; see docs/protocol.md for the settings. */
    public static DataStreamWriter<Row> foreach(Object dataset, byte[] payload, Map<String, String> settings) {
        if (payload.length >= FrameBuffer.MAX_FRAME_LENGTH) {
            throw new IllegalArgumentException("The writer's payload of " + payload.length + " bytes is larger than the "
                + FrameBuffer.MAX_FRAME_LENGTH + " bytes that a frame may have.");
        }
        Dataset<?> frame = (Dataset<?>) dataset;
        SparkSession session = frame.sparkSession();
        Map<String, String> all = new HashMap<>(settings);
        all.put("applicationId", session.sparkContext().applicationId());
        all.put("sparkVersion", session.version());
        WriterSettings checked = new WriterSettings(all);
        // Refuses what cannot be sent, by name, before the query starts.
        RowEncoder.compile(frame.schema(), checked.unpairedSurrogates());
        checked.connectTimeoutMs();
        checked.abortGraceMs();
        if (session.sparkContext().isLocal()) {
            Workers.startAhead(checked);
        }
        return JavaTimeRows.with(frame,
            rows -> rows.writeStream().foreach(new DotnetForeachWriter(payload, rows.schema(), all)));
    }

    public static BatchCalls foreachBatch(Object dataset) {
        return new BatchCalls((Dataset<?>) dataset);
    }

    public static RowCursor collect(Object dataset) {
        return JavaTimeRows.with((Dataset<?>) dataset,
            rows -> new RowCursor(rows.toLocalIterator(), RowEncoder.compile(rows.schema(), UnpairedSurrogates.REFUSE)));
    }

    public static Dataset<Row> createDataFrame(Object session, byte[] rows, String schemaJson) {
        StructType schema = (StructType) DataType.fromJson(schemaJson);
        return ((SparkSession) session).createDataFrame(RowDecoder.compile(schema).decode(rows), schema);
    }
}
