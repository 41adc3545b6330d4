package lakebase.spark;

import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * Makes a frame's rows carry java.time values. Which classes they carry is fixed when a row encoder is built: by the conf of
 * the calling thread's active session on Spark 4, by the frame's own session on 3.5.
 */
final class JavaTimeRows {
    private static final String JAVA_8_API = "spark.sql.datetime.java8API.enabled";

    private JavaTimeRows() {
    }

    /** Runs {@code use} on the re-encoded frame. One at a time: the conf belongs to the session, not to the thread. */
    static synchronized <T> T with(Dataset<?> dataset, Function<Dataset<Row>, T> use) {
        SparkSession session = dataset.sparkSession();
        Option<SparkSession> active = SparkSession.getActiveSession();
        RuntimeConfig conf = session.conf();
        Option<String> before = conf.getOption(JAVA_8_API);
        SparkSession.setActiveSession(session);
        try {
            conf.set(JAVA_8_API, "true");
            return use.apply(dataset.as(Encoders.row(dataset.schema())));
        } finally {
            if (before.isDefined()) {
                conf.set(JAVA_8_API, before.get());
            } else {
                conf.unset(JAVA_8_API);
            }
            if (active.isDefined()) {
                SparkSession.setActiveSession(active.get());
            } else {
                SparkSession.clearActiveSession();
            }
        }
    }
}
