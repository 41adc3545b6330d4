using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>time (nanoseconds) → time without time zone (microseconds).</summary>
internal sealed class TimeAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    private const long NanosecondsPerMicrosecond = 1_000;
    private const long NanosecondsPerDay = PgCalendar.MicrosecondsPerDay * NanosecondsPerMicrosecond;

    private static readonly Misfit NotWithinDay = new(InvalidValueReason.OutOfRange, "the time is not within a day");
    private static readonly Misfit HasNanoseconds =
        new(InvalidValueReason.LostDigits, "the time has nanoseconds, and PostgreSQL keeps microseconds");

    public override void Int64(long value)
    {
        if (value is < 0 or > NanosecondsPerDay)
        {
            if (!Replaces(NotWithinDay))
            {
                return;
            }

            value = Math.Clamp(value, 0, NanosecondsPerDay);
        }

        (long microseconds, long rest) = Math.DivRem(value, NanosecondsPerMicrosecond);
        if (rest != 0)
        {
            if (!Replaces(HasNanoseconds))
            {
                return;
            }

            microseconds += rest * 2 >= NanosecondsPerMicrosecond ? 1 : 0;
        }

        Buffer.AppendInt64(microseconds);
    }
}
