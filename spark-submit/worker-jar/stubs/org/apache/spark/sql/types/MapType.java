package org.apache.spark.sql.types;

public class MapType extends DataType {
    public native DataType keyType();

    public native DataType valueType();
}
