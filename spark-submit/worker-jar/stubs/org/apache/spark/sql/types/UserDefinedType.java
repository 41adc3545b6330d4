package org.apache.spark.sql.types;

public abstract class UserDefinedType<T> extends DataType {
}
