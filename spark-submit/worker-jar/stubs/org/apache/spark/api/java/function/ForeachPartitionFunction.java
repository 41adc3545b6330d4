package org.apache.spark.api.java.function;

import java.io.Serializable;
import java.util.Iterator;

public interface ForeachPartitionFunction<T> extends Serializable {
    void call(Iterator<T> rows) throws Exception;
}
