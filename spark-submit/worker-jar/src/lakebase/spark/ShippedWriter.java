package lakebase.spark;

import java.io.Serializable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** A .NET writer as it travels inside Spark's plan: its payload, the schema of its rows and the settings. */
final class ShippedWriter implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int CACHED_ENCODERS = 64;
    private static final ConcurrentMap<String, RowEncoder> ENCODERS = new ConcurrentHashMap<>();

    private final byte[] payload;
    private final byte[] payloadId;
    private final String schemaJson;
    private final HashMap<String, String> settings;

    ShippedWriter(byte[] payload, StructType schema, Map<String, String> settings) {
        this.payload = payload.clone();
        this.payloadId = sha256(payload);
        this.schemaJson = schema.json();
        this.settings = new HashMap<>(settings);
    }

    Map<String, String> settings() {
        return settings;
    }

    /** Opens the writer in the worker of this machine. Null: it skips the partition on purpose, and nothing is left of it there. */
    TaskSession open(TaskFacts facts, TaskContext context) throws InterruptedException {
        WriterSettings writerSettings = new WriterSettings(settings);
        TaskSession opening = new TaskSession(facts, encoder(writerSettings), writerSettings);
        return opening.open(context, facts.openFrame(payloadId, schemaJson), payload) ? opening : null;
    }

    private RowEncoder encoder(WriterSettings writerSettings) {
        UnpairedSurrogates unpaired = writerSettings.unpairedSurrogates();
        if (ENCODERS.size() >= CACHED_ENCODERS) {
            ENCODERS.clear();
        }
        return ENCODERS.computeIfAbsent(unpaired + schemaJson,
            key -> RowEncoder.compile((StructType) DataType.fromJson(schemaJson), unpaired));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
