package org.apache.spark.sql.streaming;

public class StreamingQueryException extends Exception {
}
