package lakebase.spark;

import org.apache.spark.TaskContext;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;

/** The sink that a stream runs on Spark's executors: hands the rows of a task to a writer in a .NET process on the same machine. */
public final class DotnetForeachWriter extends ForeachWriter<Row> {
    private static final long serialVersionUID = 1L;

    private final ShippedWriter writer;
    private transient TaskSession session;

    DotnetForeachWriter(ShippedWriter writer) {
        this.writer = writer;
    }

    @Override
    public boolean open(long partitionId, long epochId) {
        session = null;
        TaskContext context = TaskContext.get();
        try {
            session = writer.open(TaskFacts.ofStream(partitionId, epochId, context, writer.settings()), context);
        } catch (InterruptedException e) {
            throw Rethrow.unchecked(e);
        }
        return session != null;
    }

    @Override
    public void process(Row row) {
        try {
            session.process(row);
        } catch (InterruptedException e) {
            throw Rethrow.unchecked(e);
        }
    }

    @Override
    public void close(Throwable errorOrNull) {
        TaskSession closing = session;
        session = null;
        if (closing == null) {
            // The writer skipped this epoch, or never opened: nothing is left of it in the worker.
            return;
        }
        try {
            closing.close(errorOrNull);
        } catch (InterruptedException e) {
            throw Rethrow.unchecked(e);
        }
    }

    /** Spark prints this in a query's progress and event log, so nothing of the settings or the payload may be in it. */
    @Override
    public String toString() {
        return "DotnetForeachWriter";
    }
}
