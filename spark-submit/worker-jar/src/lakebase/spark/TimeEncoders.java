package lakebase.spark;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;

/** Encoders of dates, timestamps and intervals, all proleptic Gregorian. */
final class TimeEncoders {
    static final ValueEncoder DATE = (value, out) -> out.putInt(Math.toIntExact(
        value instanceof LocalDate ? ((LocalDate) value).toEpochDay() : HybridCalendar.epochDay((java.sql.Date) value)));

    static final ValueEncoder TIMESTAMP = (value, out) -> out.putLong(
        value instanceof Instant
            ? micros(((Instant) value).getEpochSecond(), ((Instant) value).getNano())
            : HybridCalendar.micros((java.sql.Timestamp) value));

    static final ValueEncoder TIMESTAMP_NTZ = (value, out) -> {
        LocalDateTime time = (LocalDateTime) value;
        out.putLong(micros(time.toEpochSecond(ZoneOffset.UTC), time.getNano()));
    };

    static final ValueEncoder YEAR_MONTH_INTERVAL =
        (value, out) -> out.putInt(Math.toIntExact(((Period) value).toTotalMonths()));

    static final ValueEncoder DAY_TIME_INTERVAL =
        (value, out) -> out.putLong(micros(((Duration) value).getSeconds(), ((Duration) value).getNano()));

    static final ValueEncoder TIME = (value, out) -> out.putLong(((LocalTime) value).toNanoOfDay());

    private static final long MICROS_PER_SECOND = 1_000_000L;
    private static final long MIN_SECONDS = Math.floorDiv(Long.MIN_VALUE, MICROS_PER_SECOND);

    private TimeEncoders() {
    }

    static long micros(long seconds, int nanos) {
        int micros = nanos / 1000;
        if (seconds == MIN_SECONDS) {
            // The second that holds the smallest timestamp starts below the range of a long.
            return Math.addExact((seconds + 1) * MICROS_PER_SECOND, micros - MICROS_PER_SECOND);
        }
        return Math.addExact(Math.multiplyExact(seconds, MICROS_PER_SECOND), micros);
    }
}
