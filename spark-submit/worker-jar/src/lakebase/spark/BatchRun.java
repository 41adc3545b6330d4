package lakebase.spark;

import java.io.Serializable;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One run of a writer over a frame. All its partitions and all attempts of theirs share id and epoch; the next run, of the same
 * frame and writer too, has others.
 */
final class BatchRun implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final AtomicLong LAST_EPOCH = new AtomicLong();

    final String id = UUID.randomUUID().toString();

    /** Milliseconds of the driver's clock, so that it is no earlier run's, of another application either; never twice in one. */
    final long epoch = LAST_EPOCH.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis()));
}
