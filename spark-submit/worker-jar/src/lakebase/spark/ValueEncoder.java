package lakebase.spark;

/** Writes the non-null values of one column, array element or struct field. Stateless, so tasks share it. */
interface ValueEncoder {
    void write(Object value, FrameBuffer out);
}
