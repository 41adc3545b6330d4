package org.apache.spark.sql;

import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.streaming.DataStreamReader;
import org.apache.spark.sql.types.StructType;
import scala.Option;

public abstract class SparkSession {
    public static native Option<SparkSession> getActiveSession();

    public static native Option<SparkSession> getDefaultSession();

    public static native void setActiveSession(SparkSession session);

    public static native void clearActiveSession();

    public static native Builder builder();

    public abstract DataStreamReader readStream();

    public abstract RuntimeConfig conf();

    public abstract SparkContext sparkContext();

    public abstract String version();

    public abstract Dataset<Row> createDataFrame(List<Row> rows, StructType schema);

    public abstract void stop();

    public static class Builder {
        public native Builder appName(String name);

        public native SparkSession getOrCreate();
    }
}
