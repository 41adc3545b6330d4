package org.apache.spark;

public class SparkContext {
    public native String applicationId();

    public native boolean isLocal();

    public native String getLocalProperty(String key);

    public native void setLocalProperty(String key, String value);
}
