package lakebase.spark;

/** Spark's methods declare no checked exceptions, yet it treats an InterruptedException as what it is. */
final class Rethrow {
    private Rethrow() {
    }

    static RuntimeException unchecked(Throwable exception) {
        throw Rethrow.<RuntimeException>as(exception);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E as(Throwable exception) throws E {
        throw (E) exception;
    }
}
