package lakebase.spark;

/** The kinds of frames between the jar and the .NET worker (docs/protocol.md, section 3). */
final class FrameType {
    static final int PROTOCOL_VERSION = 1;

    static final byte HELLO = 1;
    static final byte OPEN = 2;
    static final byte NEED_WRITER = 3;
    static final byte WRITER = 4;
    static final byte OPENED = 5;
    static final byte ROWS = 6;
    static final byte CLOSE = 7;
    static final byte CLOSED = 8;
    static final byte ERROR = 9;
    static final byte ABORT = 10;

    private FrameType() {
    }
}
