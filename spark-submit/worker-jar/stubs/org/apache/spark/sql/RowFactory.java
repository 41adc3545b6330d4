package org.apache.spark.sql;

public class RowFactory {
    public static native Row create(Object... values);
}
