package lakebase.spark;

/**
 * The failure of a .NET writer, or of the worker it runs in. The driver finds the message and the .NET stack between the
 * markers of docs/protocol.md, section 5, wherever a Spark version quotes this text.
 */
public final class DotnetWriterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private DotnetWriterException(String text) {
        super(text);
    }

    static DotnetWriterException of(String type, String message, String stack, long partition, long epoch) {
        return new DotnetWriterException(message + "\n<<<.NET exception " + type + " in partition " + partition
            + ", epoch " + epoch + "\n" + stack + "\n.NET exception>>>");
    }
}
