package lakebase.spark;

/** Why a task cannot go on, kept until its thread can throw it. */
final class TaskFailure {
    private final String type;
    private final String message;
    private final String stack;

    TaskFailure(String type, String message, String stack) {
        this.type = type;
        this.message = message;
        this.stack = stack;
    }

    /** A failure on the jar's side of the wire; it has no .NET stack. */
    static TaskFailure ofJar(String message) {
        return new TaskFailure(DotnetWriterException.class.getName(), message, "(raised by the jar, not by .NET code)");
    }

    DotnetWriterException toException(long partition, long epoch) {
        return DotnetWriterException.of(type, message, stack, partition, epoch);
    }
}
