package lakebase.spark;

/** A frame grew beyond 64 MiB. */
final class FrameTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long bytes;

    FrameTooLargeException(long bytes) {
        super("a frame of at least " + bytes + " bytes");
        this.bytes = bytes;
    }

    long bytes() {
        return bytes;
    }
}
