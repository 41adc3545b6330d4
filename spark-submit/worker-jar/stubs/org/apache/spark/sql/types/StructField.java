package org.apache.spark.sql.types;

public class StructField {
    public native String name();

    public native DataType dataType();
}
