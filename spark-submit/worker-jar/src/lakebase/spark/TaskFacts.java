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

    /** What logs and pg_stat_activity call every batch: a name for each run would make their tables of names grow for ever. */
    private static final String BATCH = "batch";

    final long partition;
    final long epoch;
    private final Map<String, String> map = new LinkedHashMap<>();
    private final long taskAttemptId;

    private TaskFacts(long partition, long epoch, TaskContext context) {
        this.partition = partition;
        this.epoch = epoch;
        this.taskAttemptId = context.taskAttemptId();
    }

    /** A partition of a streaming query's epoch. */
    static TaskFacts ofStream(long partition, long epoch, TaskContext context, Map<String, String> settings) {
        TaskFacts facts = new TaskFacts(partition, epoch, context);
        facts.put("queryId", context.getLocalProperty(QUERY_ID));
        facts.put("runId", context.getLocalProperty(RUN_ID));
        facts.put("queryName", queryName(context.getLocalProperty(DESCRIPTION)));
        facts.put("batchId", context.getLocalProperty(BATCH_ID));
        facts.putTask(context, settings);
        return facts;
    }

    /** A partition of a batch. Its run stands in for a query: nothing else is the same for all its attempts and no other run's. */
    static TaskFacts ofBatch(BatchRun run, TaskContext context, Map<String, String> settings) {
        TaskFacts facts = new TaskFacts(context.partitionId(), run.epoch, context);
        facts.put("queryId", run.id);
        facts.put("runId", run.id);
        facts.put("queryName", BATCH);
        facts.put("batchId", String.valueOf(run.epoch));
        facts.putTask(context, settings);
        return facts;
    }

    private void putTask(TaskContext context, Map<String, String> settings) {
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
