package lakebase.spark;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.TaskContext;

/** Which task and epoch this is, as the worker is told in OPEN and ABORT. */
final class TaskFacts {
    // Spark puts these on every task of a streaming query: the query's own keys, and its job group and description.
    private static final String QUERY_ID = "sql.streaming.queryId";
    private static final String BATCH_ID = "streaming.sql.batchId";
    private static final String RUN_ID = "spark.jobGroup.id";
    private static final String DESCRIPTION = "spark.job.description";

    final long partition;
    final long epoch;
    private final Map<String, String> map = new LinkedHashMap<>();
    private final long taskAttemptId;

    TaskFacts(long partition, long epoch, TaskContext context, Map<String, String> settings) {
        this.partition = partition;
        this.epoch = epoch;
        this.taskAttemptId = context.taskAttemptId();
        put("queryId", context.getLocalProperty(QUERY_ID));
        put("runId", context.getLocalProperty(RUN_ID));
        put("queryName", queryName(context.getLocalProperty(DESCRIPTION)));
        put("batchId", context.getLocalProperty(BATCH_ID));
        put("stageId", String.valueOf(context.stageId()));
        put("taskAttemptId", String.valueOf(taskAttemptId));
        put("attemptNumber", String.valueOf(context.attemptNumber()));
        put("applicationId", settings.get("applicationId"));
        put("sparkVersion", settings.get("sparkVersion"));
        settings.forEach((key, value) -> {
            if (key.startsWith("writer.")) {
                put(key, value);
            }
        });
    }

    FrameBuffer openFrame(byte[] writerId, String schemaJson) {
        FrameBuffer frame = FrameBuffer.of(FrameType.OPEN);
        frame.putLong(partition);
        frame.putLong(epoch);
        frame.putBytes(writerId);
        frame.putString(schemaJson);
        frame.putMap(map);
        frame.complete();
        return frame;
    }

    FrameBuffer abortFrame(String reason) {
        FrameBuffer frame = FrameBuffer.of(FrameType.ABORT);
        frame.putString(map.get("queryId"));
        frame.putLong(partition);
        frame.putLong(epoch);
        frame.putLong(taskAttemptId);
        frame.putString(reason);
        frame.complete();
        return frame;
    }

    private void put(String key, String value) {
        map.put(key, value == null ? "" : value);
    }

    /** The description's first line is the query's name, which may be empty; the ids follow on lines of their own. */
    static String queryName(String description) {
        int end = description == null ? -1 : description.lastIndexOf("\nid = ");
        return end < 0 ? "" : description.substring(0, end);
    }
}
