package lakebase.spark;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Calendar;
import java.util.GregorianCalendar;

/**
 * java.sql.Date and java.sql.Timestamp count in the Julian calendar before 1582-10-15 and with java.util's own time-zone
 * history. Spark made them from proleptic Gregorian values by keeping the local date and time, so that is what is read back.
 */
final class HybridCalendar {
    /** From here on both calendars and both time-zone histories agree (1900-01-02, a day after the last that Spark rebases). */
    private static final long MODERN_MILLIS = -2_208_902_400_000L;

    private HybridCalendar() {
    }

    static long epochDay(java.sql.Date date) {
        return localDate(calendar(date)).toEpochDay();
    }

    static long micros(java.sql.Timestamp timestamp) {
        int nanos = timestamp.getNanos();
        long millis = timestamp.getTime();
        if (millis >= MODERN_MILLIS) {
            return TimeEncoders.micros(Math.floorDiv(millis, 1000L), nanos);
        }
        Calendar calendar = calendar(timestamp);
        LocalTime time = LocalTime.of(
            calendar.get(Calendar.HOUR_OF_DAY), calendar.get(Calendar.MINUTE), calendar.get(Calendar.SECOND));
        long seconds = LocalDateTime.of(localDate(calendar), time).atZone(ZoneId.systemDefault()).toEpochSecond();
        return TimeEncoders.micros(seconds, nanos);
    }

    private static Calendar calendar(java.util.Date date) {
        Calendar calendar = new GregorianCalendar();
        calendar.setTime(date);
        return calendar;
    }

    private static LocalDate localDate(Calendar calendar) {
        int yearOfEra = calendar.get(Calendar.YEAR);
        int year = calendar.get(Calendar.ERA) == GregorianCalendar.BC ? 1 - yearOfEra : yearOfEra;
        // A Julian 29 February of a year that is no leap year becomes 1 March.
        return LocalDate.of(year, calendar.get(Calendar.MONTH) + 1, 1).plusDays(calendar.get(Calendar.DAY_OF_MONTH) - 1);
    }
}
