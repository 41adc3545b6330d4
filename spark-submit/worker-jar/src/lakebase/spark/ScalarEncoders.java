package lakebase.spark;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Encoders of numbers, text and bytes. */
final class ScalarEncoders {
    static final ValueEncoder BOOLEAN = (value, out) -> out.putByte((byte) ((Boolean) value ? 1 : 0));
    static final ValueEncoder BYTE = (value, out) -> out.putByte((Byte) value);
    static final ValueEncoder SHORT = (value, out) -> out.putShort((Short) value);
    static final ValueEncoder INT = (value, out) -> out.putInt((Integer) value);
    static final ValueEncoder LONG = (value, out) -> out.putLong((Long) value);
    static final ValueEncoder FLOAT = (value, out) -> out.putFloat((Float) value);
    static final ValueEncoder DOUBLE = (value, out) -> out.putDouble((Double) value);

    static final ValueEncoder BINARY = (value, out) -> {
        byte[] bytes = (byte[]) value;
        out.putInt(bytes.length);
        out.putBytes(bytes);
    };

    private static final int LONG_DECIMAL_PRECISION = 18;

    private ScalarEncoders() {
    }

    static ValueEncoder decimal(int precision, int scale) {
        if (precision <= LONG_DECIMAL_PRECISION) {
            return (value, out) -> out.putLong(unscaled(value, scale).longValue());
        }
        return (value, out) -> {
            byte[] bytes = unscaled(value, scale).toByteArray();
            out.putByte((byte) bytes.length);
            out.putBytes(bytes);
        };
    }

    static ValueEncoder text(String path, UnpairedSurrogates unpaired) {
        return (value, out) -> {
            if (!Utf8.put(out, (String) value, unpaired)) {
                throw new RowEncodingException("Column " + path + " holds a string with an unpaired UTF-16 surrogate, "
                    + "which is not valid text. Clean the column, or set unpaired surrogates to 'replace'.");
            }
        };
    }

    /** Variants travel as JSON; their class is missing in Spark 3.5, so only its text form is used. */
    static ValueEncoder variant(String path, UnpairedSurrogates unpaired) {
        ValueEncoder text = text(path, unpaired);
        return (value, out) -> text.write(value.toString(), out);
    }

    private static BigInteger unscaled(Object value, int scale) {
        BigDecimal decimal = (BigDecimal) value;
        // The schema's scale is what the worker reads with; anything that does not fit it exactly would change the value.
        return (decimal.scale() == scale ? decimal : decimal.setScale(scale)).unscaledValue();
    }
}
