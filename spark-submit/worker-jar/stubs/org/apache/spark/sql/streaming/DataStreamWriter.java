package org.apache.spark.sql.streaming;

import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.ForeachWriter;

public abstract class DataStreamWriter<T> {
    public abstract DataStreamWriter<T> foreach(ForeachWriter<T> writer);

    public abstract DataStreamWriter<T> foreachBatch(VoidFunction2<Dataset<T>, Long> function);

    public abstract DataStreamWriter<T> trigger(Trigger trigger);

    public abstract StreamingQuery start() throws TimeoutException;
}
