package lakebase.spark;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.spark.sql.Row;

/**
 * What a task's thread, its sender and its reader share: two row buffers, the frames around them and the worker's answers.
 * The task's thread only ever waits on this monitor and so can be interrupted at any time; the other two do the I/O.
 */
final class TaskExchange {
    /** A buffer this full waits for the sender; larger rows still go through, alone. */
    private static final int FULL_BYTES = 256 << 10;
    private static final int SMALL_BYTES = 16 << 10;
    private static final int KEPT_BYTES = 1 << 20;

    private final Thread taskThread;
    private final Deque<FrameBuffer> commands = new ArrayDeque<>();
    private FrameBuffer filling = FrameBuffer.forRows();
    private FrameBuffer spare = FrameBuffer.forRows();
    private FrameBuffer close;
    private WorkerProcess worker;
    private WorkerConnection connection;
    private TaskFailure failure;
    private Boolean accepted;
    private boolean closed;
    private boolean aborted;
    private boolean dropped;
    private boolean senderIdle;
    private boolean taskInside = true;
    private long rowsAdded;
    private long rowsClosed;

    TaskExchange(Thread taskThread) {
        this.taskThread = taskThread;
    }

    // ---- the task's thread ----

    synchronized boolean awaitOpened() throws InterruptedException {
        while (accepted == null && failure == null) {
            wait();
        }
        taskInside = false;
        return failure == null && accepted;
    }

    /** Appends a row; waits while the buffer is full. False: the task has failed. */
    synchronized boolean add(Row row, RowEncoder encoder) throws InterruptedException {
        if (!awaitRoom(FULL_BYTES)) {
            return false;
        }
        try {
            encoder.append(row, filling);
        } catch (FrameTooLargeException e) {
            if (!addAlone(row, encoder)) {
                return false;
            }
        }
        rowsAdded++;
        if (senderIdle) {
            notifyAll();
        }
        return true;
    }

    /** The row does not fit behind those before it: once they are gone it has a frame of its own. */
    private boolean addAlone(Row row, RowEncoder encoder) throws InterruptedException {
        if (!awaitRoom(FrameBuffer.forRows().size() + 1)) {
            return false;
        }
        try {
            encoder.append(row, filling);
            return true;
        } catch (FrameTooLargeException e) {
            throw new RowEncodingException("A row of at least " + e.bytes() + " bytes is larger than the "
                + FrameBuffer.MAX_FRAME_LENGTH + " bytes that one row may have on its way to .NET.", e);
        }
    }

    private boolean awaitRoom(int size) throws InterruptedException {
        while (filling.size() >= size && failure == null) {
            taskInside = true;
            try {
                wait();
            } finally {
                taskInside = false;
            }
        }
        return failure == null;
    }

    /** No rows come after this; the CLOSE frame follows the last of them. */
    synchronized void finish(FrameBuffer closeFrame) {
        taskInside = true;
        close = closeFrame;
        notifyAll();
    }

    /** Drops the rows that were not sent yet. From here on the end of the stream is an answer: a worker gives no other to an abort. */
    synchronized void abort() {
        aborted = true;
        filling.beginRows();
        notifyAll();
    }

    /** Waits for the answer to CLOSE, at most so long (0: without limit). True: it came, as CLOSED or as a failure. */
    synchronized boolean awaitClosed(long timeoutMs) throws InterruptedException {
        long end = System.nanoTime() + timeoutMs * 1_000_000L;
        while (!closed && failure == null) {
            long left = timeoutMs == 0 ? 0 : Math.max(0, (end - System.nanoTime()) / 1_000_000L);
            if (timeoutMs != 0 && left == 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    synchronized TaskFailure failure() {
        return failure;
    }

    /** Rows that CLOSED left out or made up; 0 when all is well. */
    synchronized long rowsMissing() {
        return rowsAdded - rowsClosed;
    }

    synchronized long rowsAdded() {
        return rowsAdded;
    }

    synchronized WorkerProcess worker() {
        return worker;
    }

    /** Ends sender, reader and connection whatever they are doing; the worker sees the end of the stream. */
    void drop() {
        WorkerConnection open;
        synchronized (this) {
            if (dropped) {
                return;
            }
            dropped = true;
            open = connection;
            if (worker != null) {
                worker.taskEnds();
            }
            notifyAll();
        }
        if (open != null) {
            open.close();
        }
    }

    // ---- the sender ----

    /** False: the task is over already. */
    synchronized boolean connected(WorkerProcess to, WorkerConnection through) {
        if (dropped) {
            return false;
        }
        worker = to;
        connection = through;
        to.taskBegins();
        return true;
    }

    /** The next frame to write, or null when the task is over. Waits for one. */
    synchronized FrameBuffer take() throws InterruptedException {
        while (!dropped) {
            if (!commands.isEmpty()) {
                return commands.removeFirst();
            }
            if (filling.rows() > 0) {
                FrameBuffer rows = filling;
                filling = spare;
                spare = rows;
                rows.complete();
                notifyAll();
                return rows;
            }
            if (close != null) {
                FrameBuffer last = close;
                close = null;
                return last;
            }
            senderIdle = true;
            wait();
            senderIdle = false;
        }
        return null;
    }

    /** Rows came while a frame was written, but few: worth a short pause, so that frames do not become tiny. */
    synchronized boolean rowsFollowClosely() {
        return close == null && filling.rows() > 0 && filling.size() < SMALL_BYTES;
    }

    synchronized void written(FrameBuffer frame) {
        if (frame == spare) {
            spare.shrink(KEPT_BYTES);
            spare.beginRows();
        }
    }

    synchronized void command(FrameBuffer frame) {
        commands.addLast(frame);
        notifyAll();
    }

    // ---- the reader ----

    synchronized void opened(boolean accept) {
        accepted = accept;
        notifyAll();
    }

    synchronized void closed(long rows) {
        rowsClosed = rows;
        closed = true;
        notifyAll();
    }

    /** The stream has ended without CLOSED or ERROR. False: nobody had asked for that. */
    synchronized boolean streamMayEnd() {
        closed |= aborted;
        notifyAll();
        return dropped || closed;
    }

    /** Keeps the first failure. A task that is waiting for its next row is interrupted, which may otherwise be minutes away. */
    synchronized void fail(TaskFailure cause) {
        if (failure != null || dropped) {
            return;
        }
        failure = cause;
        notifyAll();
        if (!taskInside) {
            taskThread.interrupt();
        }
    }
}
