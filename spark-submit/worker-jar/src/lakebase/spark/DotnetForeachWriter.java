package lakebase.spark;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** The sink that Spark runs on its executors: hands the rows of a task to a writer in a .NET process on the same machine. */
public final class DotnetForeachWriter extends ForeachWriter<Row> {
    private static final long serialVersionUID = 1L;
    private static final int CACHED_ENCODERS = 64;
    private static final ConcurrentMap<String, RowEncoder> ENCODERS = new ConcurrentHashMap<>();

    private final byte[] payload;
    private final byte[] payloadId;
    private final String schemaJson;
    private final HashMap<String, String> settings;
    private transient TaskSession session;

    DotnetForeachWriter(byte[] payload, StructType schema, Map<String, String> settings) {
        this.payload = payload.clone();
        this.payloadId = sha256(payload);
        this.schemaJson = schema.json();
        this.settings = new HashMap<>(settings);
    }

    @Override
    public boolean open(long partitionId, long epochId) {
        session = null;
        TaskContext context = TaskContext.get();
        WriterSettings writerSettings = new WriterSettings(settings);
        TaskFacts facts = new TaskFacts(partitionId, epochId, context, settings);
        TaskSession opening = new TaskSession(facts, encoder(writerSettings), writerSettings);
        try {
            if (!opening.open(context, facts.openFrame(payloadId, schemaJson), payload)) {
                return false;
            }
        } catch (InterruptedException e) {
            throw Rethrow.unchecked(e);
        }
        session = opening;
        return true;
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
