package org.apache.spark.sql;

import java.util.Iterator;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.types.StructType;

public abstract class Dataset<T> {
    public abstract SparkSession sparkSession();

    public abstract StructType schema();

    public abstract <U> Dataset<U> as(Encoder<U> encoder);

    public abstract Iterator<T> toLocalIterator();

    public abstract DataStreamWriter<T> writeStream();

    public abstract void foreachPartition(ForeachPartitionFunction<T> function);
}
