package org.apache.spark.sql.types;

public abstract class DataType {
    public static native DataType fromJson(String json);

    public native String typeName();

    public native String catalogString();

    public native String json();
}
