package lakebase.spark;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Threads for socket and pipe work, reused from epoch to epoch. They never keep the JVM alive. */
final class DaemonThreads {
    private static final AtomicLong NUMBER = new AtomicLong();

    private static final Executor POOL = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "lakebase-writer-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        thread.setContextClassLoader(DaemonThreads.class.getClassLoader());
        return thread;
    });

    private DaemonThreads() {
    }

    static void run(Runnable work) {
        POOL.execute(work);
    }
}
