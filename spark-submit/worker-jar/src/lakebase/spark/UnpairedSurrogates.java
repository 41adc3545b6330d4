package lakebase.spark;

/** What becomes of half a surrogate pair in a text, which UTF-8 has no bytes for. */
enum UnpairedSurrogates {
    /** The row is refused. */
    REFUSE,
    /** U+FFFD is sent. */
    REPLACE,
    /** The three bytes that it would have are sent: the writer looks at the bytes itself, and decides by its own options. */
    KEEP;

    static UnpairedSurrogates of(String setting) {
        if ("replace".equals(setting)) {
            return REPLACE;
        }
        return "keep".equals(setting) ? KEEP : REFUSE;
    }
}
