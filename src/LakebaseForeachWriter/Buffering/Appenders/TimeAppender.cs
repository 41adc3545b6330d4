using System.Buffers.Binary;
using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>time (nanoseconds) → time without time zone (microseconds).</summary>
internal sealed class TimeAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    private const long NanosecondsPerMicrosecond = 1_000;

    public override void Int64(long value)
    {
        (long microseconds, long rest) = Math.DivRem(value, NanosecondsPerMicrosecond);
        if (value < 0 || microseconds > PgCalendar.MicrosecondsPerDay)
        {
            throw Refused("the time is not within a day");
        }

        if (rest != 0)
        {
            throw Refused("the time has nanoseconds, and PostgreSQL keeps microseconds");
        }

        BinaryPrimitives.WriteInt64BigEndian(Buffer.AppendField(sizeof(long)), microseconds);
    }
}
