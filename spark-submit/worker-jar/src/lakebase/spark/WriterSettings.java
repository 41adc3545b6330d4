package lakebase.spark;

import java.util.Map;

/** The settings that travel with a writer, with their defaults. */
final class WriterSettings {
    private static final long CONNECT_TIMEOUT_MS = 60_000;
    private static final long ABORT_GRACE_MS = 5_000;

    private final Map<String, String> map;

    WriterSettings(Map<String, String> map) {
        this.map = map;
    }

    Map<String, String> map() {
        return map;
    }

    /** How long a starting worker may take to report its port. */
    long connectTimeoutMs() {
        return millis("worker.connectTimeoutMs", CONNECT_TIMEOUT_MS);
    }

    /** How long a close waits for the worker's answer once the task is aborted. */
    long abortGraceMs() {
        return millis("worker.abortGraceMs", ABORT_GRACE_MS);
    }

    UnpairedSurrogates unpairedSurrogates() {
        return UnpairedSurrogates.of(map.get("writer.unpairedSurrogates"));
    }

    private long millis(String key, long otherwise) {
        String text = map.get(key);
        try {
            return text == null || text.isEmpty() ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                "spark.lakebase." + key + " is \"" + text + "\", but must be a whole number of milliseconds.", e);
        }
    }
}
