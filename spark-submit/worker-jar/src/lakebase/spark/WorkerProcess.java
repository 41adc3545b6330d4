package lakebase.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** One running .NET worker. It lives until its standard input ends: with this JVM, or when {@link #end} is called. */
final class WorkerProcess {
    private static final String GREETING = "LAKEBASE_WORKER ";
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final Process process;
    private final Secret token = new Secret();
    private final CompletableFuture<String> greeting = new CompletableFuture<>();
    private final WorkerOutput errors;
    private final ControlConnection control = new ControlConnection(this);
    private final Object taskLock = new Object();
    private final int port;
    private int tasks;
    private boolean stuck;

    /** Starts the process and waits for its port. */
    WorkerProcess(WorkerCommand command, long timeoutMs) throws IOException, InterruptedException {
        try {
            process = command.toProcess().start();
        } catch (IOException e) {
            throw new IOException("The .NET worker could not be started (" + e.getMessage() + "). "
                + "Publish a self-contained application for the system of the executors (dotnet publish -r), and see to it that "
                + "spark.lakebase.worker.command, if set, names a program that they have.", e);
        }
        String prefix = "[.NET worker " + STARTED.incrementAndGet() + "] ";
        WorkerOutput output = new WorkerOutput(process.getInputStream(), prefix, this::isGreeting);
        errors = new WorkerOutput(process.getErrorStream(), prefix, line -> false);
        DaemonThreads.run(() -> {
            output.run();
            greeting.completeExceptionally(new IOException("its standard output ended"));
        });
        DaemonThreads.run(errors);
        try {
            OutputStream input = process.getOutputStream();
            input.write((token.hex() + "\n").getBytes(StandardCharsets.US_ASCII));
            input.flush();
        } catch (IOException e) {
            // It has ended already: the missing greeting tells so, with its exit code and last words.
            greeting.completeExceptionally(e);
        }
        port = awaitPort(command, timeoutMs);
    }

    private boolean isGreeting(String line) {
        return line.startsWith(GREETING) && greeting.complete(line);
    }

    private int awaitPort(WorkerCommand command, long timeoutMs) throws IOException, InterruptedException {
        try {
            String[] words = greeting.get(timeoutMs, TimeUnit.MILLISECONDS).split(" ");
            if (words.length != 3 || !words[1].equals(String.valueOf(FrameType.PROTOCOL_VERSION))) {
                process.destroyForcibly();
                throw new IOException("The .NET worker greets with '" + String.join(" ", words) + "', but this jar speaks protocol "
                    + FrameType.PROTOCOL_VERSION + ". Ship the jar that lies beside the application.");
            }
            return Integer.parseInt(words[2]);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            throw new IOException("The .NET worker (" + command.program() + ") did not report its port within " + timeoutMs
                + " ms and was ended." + lastErrors(), e);
        } catch (ExecutionException e) {
            throw new IOException(describeEnd(), e);
        }
    }

    WorkerConnection connect() throws IOException {
        return new WorkerConnection(port, token);
    }

    ControlConnection control() {
        return control;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void taskBegins() {
        synchronized (taskLock) {
            tasks++;
        }
    }

    void taskEnds() {
        synchronized (taskLock) {
            tasks--;
            endIfStuck();
        }
    }

    /** A task did not react to its abort: the worker is given up as soon as no other task runs in it. */
    void taskStuck() {
        synchronized (taskLock) {
            stuck = true;
        }
    }

    private void endIfStuck() {
        if (stuck && tasks == 0) {
            process.destroyForcibly();
        }
    }

    /** What to say about a connection that ended without an answer. */
    String describeEnd() throws InterruptedException {
        // The connection of a dying process closes a moment before its exit code is known.
        if (!process.waitFor(2, TimeUnit.SECONDS)) {
            return "The .NET worker closed the task's connection without an answer; its log tells why." + lastErrors();
        }
        return "The .NET worker ended with exit code " + process.exitValue() + "; the next task starts a new one." + lastErrors();
    }

    private String lastErrors() throws InterruptedException {
        String lines = errors.lastLines();
        return lines.isEmpty() ? " It wrote nothing to its standard error." : " The last lines of its standard error:\n" + lines;
    }

    /** Waits a moment for a process that no longer answers to be gone. */
    void awaitEnd() throws InterruptedException {
        process.waitFor(2, TimeUnit.SECONDS);
    }

    void end() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroyForcibly();
        }
    }
}
