package lakebase.spark;

import java.nio.ByteBuffer;

/** Reads a non-null value of one column, array element or struct field. */
interface ValueDecoder {
    Object read(ByteBuffer in);
}
