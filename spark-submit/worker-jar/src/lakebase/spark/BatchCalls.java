package lakebase.spark;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.DataStreamWriter;

/**
 * Turns Spark's foreachBatch calls into polls from .NET: Spark's thread waits in {@link #call} until .NET, which took the
 * batch, reports {@link #done} or {@link #failed}.
 */
public final class BatchCalls implements VoidFunction2<Dataset<Row>, Long> {
    private static final long serialVersionUID = 1L;

    private final transient Dataset<?> dataset;
    private final transient SynchronousQueue<Object[]> batches = new SynchronousQueue<>();
    private final transient BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();

    BatchCalls(Dataset<?> dataset) {
        this.dataset = dataset;
    }

    public DataStreamWriter<Row> writer() {
        return JavaTimeRows.with(dataset, rows -> rows.writeStream().foreachBatch(this));
    }

    /** The next batch as {dataset, batch id}, or null when none came in time. */
    public Object[] take(long timeoutMs) throws InterruptedException {
        return batches.poll(timeoutMs, TimeUnit.MILLISECONDS);
    }

    public void done() {
        outcomes.add(new Outcome(null));
    }

    /** The .NET type, message and stack of what went wrong in the batch. */
    public void failed(String type, String message, String stack) {
        outcomes.add(new Outcome(new TaskFailure(type, message, stack)));
    }

    @Override
    public void call(Dataset<Row> batch, Long batchId) throws InterruptedException {
        // An earlier call that was interrupted may have left its outcome behind.
        outcomes.clear();
        batches.put(new Object[] {batch, batchId});
        TaskFailure failure = outcomes.take().failure;
        if (failure != null) {
            throw failure.toException(-1, batchId);
        }
    }

    private static final class Outcome {
        final TaskFailure failure;

        Outcome(TaskFailure failure) {
            this.failure = failure;
        }
    }
}
