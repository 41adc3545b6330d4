package org.apache.spark.sql.streaming;

public interface StreamingQuery {
    void awaitTermination() throws StreamingQueryException;
}
