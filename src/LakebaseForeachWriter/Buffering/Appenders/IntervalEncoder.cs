using System.Buffers.Binary;

namespace Lakebase.Buffering.Appenders;

/// <summary>PostgreSQL's binary interval: int64 microseconds, int32 days, int32 months, three parts that are never mixed.</summary>
internal static class IntervalEncoder
{
    private const int Length = sizeof(long) + sizeof(int) + sizeof(int);

    public static void Append(ColumnBuffer buffer, long microseconds, int months)
    {
        Span<byte> field = buffer.AppendField(Length);
        BinaryPrimitives.WriteInt64BigEndian(field, microseconds);
        BinaryPrimitives.WriteInt32BigEndian(field[8..], 0);
        BinaryPrimitives.WriteInt32BigEndian(field[12..], months);
    }
}
