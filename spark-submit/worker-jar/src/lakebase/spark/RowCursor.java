package lakebase.spark;

import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.sql.Row;

/** Hands the rows of a frame to .NET piece by piece, so that neither side holds them all. Not thread-safe. */
public final class RowCursor implements AutoCloseable {
    private static final int PIECE_BYTES = 1 << 20;
    /** A piece is a ROWS frame without its length and type. */
    private static final int BODY_AT = 5;

    private final RowEncoder encoder;
    private final FrameBuffer piece = FrameBuffer.forRows();
    private Iterator<Row> rows;
    private Row tooLarge;

    RowCursor(Iterator<Row> rows, RowEncoder encoder) {
        this.rows = rows;
        this.encoder = encoder;
    }

    /** The next rows, preceded by their count as int32; about 1 MiB, more only for a single larger row. Null at the end. */
    public byte[] next() {
        if (rows == null || tooLarge == null && !rows.hasNext()) {
            return null;
        }
        piece.beginRows();
        if (tooLarge != null) {
            encoder.append(tooLarge, piece);
            tooLarge = null;
        }
        while (piece.size() < PIECE_BYTES && rows.hasNext()) {
            Row row = rows.next();
            try {
                encoder.append(row, piece);
            } catch (FrameTooLargeException e) {
                if (piece.rows() == 0) {
                    throw e;
                }
                tooLarge = row;
                break;
            }
        }
        piece.complete();
        return Arrays.copyOfRange(piece.array(), BODY_AT, piece.size());
    }

    @Override
    public void close() {
        rows = null;
    }
}
