package org.apache.spark.sql;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

public interface Row extends Serializable {
    int size();

    Object get(int i);

    <T> List<T> getList(int i);

    <K, V> Map<K, V> getJavaMap(int i);
}
