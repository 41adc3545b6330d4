package lakebase.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Copies one of a worker's output streams to the executor's log, line by line, and remembers the last lines. */
final class WorkerOutput implements Runnable {
    private static final int REMEMBERED_LINES = 20;

    private final InputStream stream;
    private final String prefix;
    private final Predicate<String> consumed;
    private final Deque<String> last = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Lines that {@code consumed} accepts are part of the protocol and are not copied. */
    WorkerOutput(InputStream stream, String prefix, Predicate<String> consumed) {
        this.stream = stream;
        this.prefix = prefix;
        this.consumed = consumed;
    }

    @Override
    public void run() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line; (line = lines.readLine()) != null;) {
                if (!consumed.test(line)) {
                    remember(line);
                    // The executor's standard error is its log on every cluster manager, whatever the log level.
                    System.err.println(prefix + line);
                }
            }
        } catch (IOException e) {
            System.err.println(prefix + "(output lost: " + e.getMessage() + ")");
        } finally {
            ended.countDown();
        }
    }

    /** The last lines; waits a moment for those still in the pipe of a process that has ended. */
    String lastLines() throws InterruptedException {
        ended.await(1, TimeUnit.SECONDS);
        synchronized (last) {
            return String.join("\n", last);
        }
    }

    private void remember(String line) {
        synchronized (last) {
            if (last.size() == REMEMBERED_LINES) {
                last.removeFirst();
            }
            last.addLast(line);
        }
    }
}
