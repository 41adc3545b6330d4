package org.apache.spark;

public final class SparkFiles {
    public static native String get(String fileName);
}
