package org.apache.spark.sql.streaming;

public class Trigger {
    public static native Trigger AvailableNow();
}
