package lakebase.spark;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkContext;
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
    private static final String INTERRUPT_ON_CANCEL = "spark.job.interruptOnCancel";

    private DriverBridge() {
    }

    public static int protocolVersion() {
        return FrameType.PROTOCOL_VERSION;
    }

    /** A stream writer whose rows go to the .NET writer in {@code payload}; see docs/protocol.md for the settings. */
    public static DataStreamWriter<Row> foreach(Object dataset, byte[] payload, Map<String, String> settings) {
        Dataset<?> frame = (Dataset<?>) dataset;
        ShippedWriter writer = ship(frame, payload, settings);
        return JavaTimeRows.with(frame, rows -> rows.writeStream().foreach(new DotnetForeachWriter(writer)));
    }

    /** Runs a job that hands each partition's rows to the .NET writer in {@code payload}; returns when all are closed. */
    public static void foreachPartition(Object dataset, byte[] payload, Map<String, String> settings) {
        Dataset<?> frame = (Dataset<?>) dataset;
        ShippedWriter writer = ship(frame, payload, settings);
        // The job must not hold the lock of the re-encoding; which classes the rows carry is fixed from here on.
        Dataset<Row> rows = JavaTimeRows.with(frame, encoded -> encoded);
        SparkContext context = frame.sparkSession().sparkContext();
        String before = context.getLocalProperty(INTERRUPT_ON_CANCEL);
        try {
            // As streams do: a task of a cancelled job that waits for its writer would not hear of it otherwise.
            context.setLocalProperty(INTERRUPT_ON_CANCEL, "true");
            rows.foreachPartition(new DotnetPartitionWriter(writer, new BatchRun()));
        } finally {
            context.setLocalProperty(INTERRUPT_ON_CANCEL, before);
        }
    }

    private static ShippedWriter ship(Dataset<?> frame, byte[] payload, Map<String, String> settings) {
        if (payload.length >= FrameBuffer.MAX_FRAME_LENGTH) {
            throw new IllegalArgumentException("The writer's payload of " + payload.length + " bytes is larger than the "
                + FrameBuffer.MAX_FRAME_LENGTH + " bytes that a frame may have.");
        }
        SparkSession session = frame.sparkSession();
        Map<String, String> all = new HashMap<>(settings);
        all.put("applicationId", session.sparkContext().applicationId());
        all.put("sparkVersion", session.version());
        WriterSettings checked = new WriterSettings(all);
        // Refuses what cannot be sent, by name, before anything starts.
        RowEncoder.compile(frame.schema(), checked.unpairedSurrogates());
        checked.connectTimeoutMs();
        checked.abortGraceMs();
        if (session.sparkContext().isLocal()) {
            Workers.startAhead(checked);
        }
        return new ShippedWriter(payload, frame.schema(), all);
    }

    public static BatchCalls foreachBatch(Object dataset) {
        return new BatchCalls((Dataset<?>) dataset);
    }

    public static RowCursor collect(Object dataset) {
        // Asking for the iterator may run jobs (a shuffle with adaptive execution), which others must not wait for.
        Dataset<Row> rows = JavaTimeRows.with((Dataset<?>) dataset, encoded -> encoded);
        return new RowCursor(rows.toLocalIterator(), RowEncoder.compile(rows.schema(), UnpairedSurrogates.REFUSE));
    }

    public static Dataset<Row> createDataFrame(Object session, byte[] rows, String schemaJson) {
        StructType schema = (StructType) DataType.fromJson(schemaJson);
        return ((SparkSession) session).createDataFrame(RowDecoder.compile(schema).decode(rows), schema);
    }
}
