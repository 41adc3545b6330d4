package org.apache.spark.sql;

import java.io.Serializable;

public abstract class ForeachWriter<T> implements Serializable {
    public abstract boolean open(long partitionId, long epochId);

    public abstract void process(T value);

    public abstract void close(Throwable errorOrNull);
}
