package lakebase.spark;

import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Row;

/** The batch twin of {@link DotnetForeachWriter}: hands the rows of a frame's partition to a .NET writer, from open to close. */
public final class DotnetPartitionWriter implements ForeachPartitionFunction<Row> {
    private static final long serialVersionUID = 1L;

    private final ShippedWriter writer;
    private final BatchRun run;

    DotnetPartitionWriter(ShippedWriter writer, BatchRun run) {
        this.writer = writer;
        this.run = run;
    }

    @Override
    public void call(Iterator<Row> rows) throws InterruptedException {
        TaskContext context = TaskContext.get();
        TaskSession session = writer.open(TaskFacts.ofBatch(run, context, writer.settings()), context);
        if (session == null) {
            return;
        }
        try {
            while (rows.hasNext()) {
                session.process(rows.next());
            }
        } catch (Throwable e) {
            closeFailed(session, e);
            throw e;
        }
        session.close(null);
    }

    /**
     * Ends a session whose task has failed. When the writer failed in the background, Spark's thread was interrupted and knows
     * no more than that: then the writer's own failure is thrown in its place.
     */
    private static void closeFailed(TaskSession session, Throwable error) {
        try {
            session.close(error);
        } catch (DotnetWriterException own) {
            own.addSuppressed(error);
            throw own;
        } catch (InterruptedException | RuntimeException e) {
            error.addSuppressed(e);
        }
    }

    /** As with a stream's writer: nothing of the settings or the payload. */
    @Override
    public String toString() {
        return "DotnetPartitionWriter";
    }
}
