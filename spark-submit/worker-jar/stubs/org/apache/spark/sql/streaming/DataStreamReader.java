package org.apache.spark.sql.streaming;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

public abstract class DataStreamReader {
    public abstract DataStreamReader schema(String ddl);

    public abstract DataStreamReader option(String name, String value);

    public abstract Dataset<Row> csv(String path);
}
