package lakebase.spark;

/** A row or a schema that cannot be sent; the message names the column and never a value. */
final class RowEncodingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RowEncodingException(String message) {
        super(message);
    }

    RowEncodingException(String message, Throwable cause) {
        super(message, cause);
    }
}
