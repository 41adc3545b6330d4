package org.apache.spark;

public class SparkContext {
    public native String applicationId();

    public native boolean isLocal();
}
