package org.apache.spark;

import org.apache.spark.util.TaskCompletionListener;

public abstract class TaskContext {
    public static native TaskContext get();

    public abstract int stageId();

    public abstract int partitionId();

    public abstract int attemptNumber();

    public abstract long taskAttemptId();

    public abstract String getLocalProperty(String key);

    public abstract TaskContext addTaskCompletionListener(TaskCompletionListener listener);
}
