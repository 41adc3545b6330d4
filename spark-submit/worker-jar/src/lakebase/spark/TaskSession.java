package lakebase.spark;

import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/** One task and epoch as its thread sees it: open, rows, close. Turns interrupts into aborts. */
final class TaskSession {
    private static final int MAX_REASON_CHARS = 16 << 10;

    private final TaskFacts facts;
    private final RowEncoder encoder;
    private final WriterSettings settings;
    private final TaskExchange exchange = new TaskExchange(Thread.currentThread());
    private boolean failureThrown;
    private boolean aborted;
    private boolean interrupted;

    TaskSession(TaskFacts facts, RowEncoder encoder, WriterSettings settings) {
        this.facts = facts;
        this.encoder = encoder;
        this.settings = settings;
    }

    /** False: the writer skips this partition and epoch on purpose. Spark does not call close when this throws. */
    boolean open(TaskContext context, FrameBuffer openFrame, byte[] payload) throws InterruptedException {
        // Spark forgets to close a writer in more than one situation; this runs whatever happens.
        context.addTaskCompletionListener(ended -> exchange.drop());
        exchange.command(openFrame);
        DaemonThreads.run(new FrameSender(exchange, settings, payload));
        boolean opened = false;
        try {
            opened = exchange.awaitOpened();
        } catch (InterruptedException e) {
            abort("The task was interrupted while its writer was opening.");
            throw e;
        } finally {
            if (!opened) {
                exchange.drop();
            }
        }
        throwFailure();
        return opened;
    }

    void process(Row row) throws InterruptedException {
        try {
            if (exchange.add(row, encoder)) {
                return;
            }
        } catch (InterruptedException e) {
            throwFailure();
            abort("The task was interrupted.");
            throw e;
        } catch (RowEncodingException e) {
            throw TaskFailure.ofJar(e.getMessage()).toException(facts.partition, facts.epoch);
        }
        throwFailure();
    }

    /** Returns when the worker has answered. Works with the interrupt flag set, and leaves it set. */
    void close(Throwable error) throws InterruptedException {
        interrupted = Thread.interrupted();
        try {
            exchange.finish(closeFrame(error));
            if (interrupted && exchange.failure() == null) {
                abort("The task was interrupted.");
            }
            boolean answered = error == null && !interrupted ? awaitCommit() || awaitAbort() : awaitAbort();
            if (!failureThrown) {
                throwFailure();
            }
            if (error == null) {
                checkClosed(answered);
            }
        } finally {
            exchange.drop();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A writer commits in its own time. False: Spark interrupted the task meanwhile. */
    private boolean awaitCommit() {
        try {
            return exchange.awaitClosed(0);
        } catch (InterruptedException e) {
            interrupted = true;
            abort("The task was interrupted while its writer was closing.");
            return false;
        }
    }

    /** A failed task has a bounded time to answer, then an abort and as much again; one that does not even react may hold up its worker. */
    private boolean awaitAbort() {
        boolean answered = awaitGrace();
        if (!answered && !aborted) {
            abort("The writer did not close after the task had failed.");
            answered = awaitGrace();
        }
        WorkerProcess worker = exchange.worker();
        if (!answered && worker != null) {
            worker.taskStuck();
        }
        return answered;
    }

    /** Spark may interrupt a task that has failed already, and more than once: no reason to give up a writer that is just closing. */
    private boolean awaitGrace() {
        long grace = settings.abortGraceMs();
        long end = System.nanoTime() + grace * 1_000_000L;
        for (long left = grace; left > 0; left = (end - System.nanoTime()) / 1_000_000L) {
            try {
                return exchange.awaitClosed(left);
            } catch (InterruptedException e) {
                interrupted = true;
                if (!aborted) {
                    abort("The task was interrupted while its writer was closing.");
                    end = System.nanoTime() + grace * 1_000_000L;
                }
            }
        }
        return false;
    }

    private void checkClosed(boolean answered) throws InterruptedException {
        if (aborted || !answered) {
            // CLOSED may answer the abort as well as the commit: the outcome is unknown, and the epoch will be replayed.
            throw new InterruptedException("interrupted while the .NET writer was closing");
        }
        if (exchange.rowsMissing() != 0) {
            throw TaskFailure.ofJar("The .NET worker closed the writer after " + (exchange.rowsAdded() - exchange.rowsMissing())
                + " of " + exchange.rowsAdded() + " rows.").toException(facts.partition, facts.epoch);
        }
    }

    private void abort(String reason) {
        aborted = true;
        exchange.abort();
        WorkerProcess worker = exchange.worker();
        if (worker != null) {
            worker.control().send(facts.abortFrame(reason));
        }
    }

    private void throwFailure() {
        TaskFailure failure = exchange.failure();
        if (failure != null) {
            failureThrown = true;
            throw failure.toException(facts.partition, facts.epoch);
        }
    }

    private static FrameBuffer closeFrame(Throwable error) {
        String reason = error == null ? "" : error.toString();
        FrameBuffer frame = FrameBuffer.of(FrameType.CLOSE);
        frame.putByte((byte) (error == null ? 0 : 1));
        frame.putString(reason.substring(0, Math.min(reason.length(), MAX_REASON_CHARS)));
        frame.complete();
        return frame;
    }
}
