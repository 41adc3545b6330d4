package org.apache.spark.sql.types;

public class DecimalType extends DataType {
    public native int precision();

    public native int scale();
}
