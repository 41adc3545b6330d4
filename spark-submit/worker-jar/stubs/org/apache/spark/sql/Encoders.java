package org.apache.spark.sql;

import org.apache.spark.sql.types.StructType;

public class Encoders {
    public static native Encoder<Row> row(StructType schema);
}
