package lakebase.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;

/**
 * Main class of spark-submit/quick-start: a small stream, so that the JVM loads what a real one does and writes those classes
 * into an archive when it ends.
 */
public final class Rehearsal {
    private Rehearsal() {
    }

    /** Takes an empty folder for the stream's file. */
    public static void main(String[] args) {
        int exitCode = 1;
        try {
            // The classes of the gateway are wanted as well.
            Gateway gateway = new Gateway();
            Path folder = Paths.get(args[0]);
            stream(writeRows(folder));
            gateway.shutdown();
            exitCode = 0;
        } catch (Exception | LinkageError e) {
            System.err.println("The rehearsal failed: " + e);
        }
        // Whatever threads there are: nobody waits for them.
        System.exit(exitCode);
    }

    private static Path writeRows(Path folder) throws IOException {
        Path rows = Files.createDirectories(folder.resolve("rows"));
        Files.write(rows.resolve("rows.csv"), "1,one,0.5,2013-01-01T05:00:00Z\n2,NA,NA,NA\n".getBytes(StandardCharsets.US_ASCII));
        return rows;
    }

    private static void stream(Path rows) throws Exception {
        SparkSession spark = SparkSession.builder().appName("rehearsal").getOrCreate();
        Dataset<Row> read = spark.readStream()
            .schema("id INT, name STRING, share DOUBLE, moment TIMESTAMP")
            .option("nullValue", "NA")
            .csv(rows.toString());
        read.writeStream()
            .foreach(new Listener())
            .trigger(Trigger.AvailableNow())
            .start()
            .awaitTermination();
    }

    /** Reads the rows as the real writer does, and keeps none. */
    private static final class Listener extends ForeachWriter<Row> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean open(long partitionId, long epochId) {
            return true;
        }

        @Override
        public void process(Row row) {
            for (int i = 0; i < row.size(); i++) {
                row.get(i);
            }
        }

        @Override
        public void close(Throwable errorOrNull) {
        }
    }
}
