package org.apache.spark.sql.types;

public class StructType extends DataType {
    public native StructField[] fields();
}
