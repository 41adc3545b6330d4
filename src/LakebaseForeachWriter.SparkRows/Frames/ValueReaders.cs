using Microsoft.Spark.Sql.Types;

namespace Lakebase.SparkRows.Frames;

/// <summary>Chooses the reader of a type, once per schema.</summary>
internal static class ValueReaders
{
    /// <exception cref="NotSupportedException">The type cannot be carried.</exception>
    public static ValueReader For(DataType type, string path) => type switch
    {
        BooleanType => new BooleanReader(),
        ByteType => new ByteReader(),
        ShortType => new ShortReader(),
        IntegerType or YearMonthIntervalType => new IntegerReader(),
        LongType => new LongReader(),
        FloatType => new FloatReader(),
        DoubleType => new DoubleReader(),
        DateType => new DateReader(),
        TimestampType => new TimestampReader(DateTimeKind.Utc),
        TimestampNTZType => new TimestampReader(DateTimeKind.Unspecified),
        DayTimeIntervalType => new DayTimeIntervalReader(path),
        TimeType => new TimeReader(path),
        StringType or CharType or VarcharType or VariantType => new TextReader(),
        BinaryType => new BinaryReader(),
        DecimalType { Precision: <= WireDecimal.MaxNarrowPrecision } narrow => new NarrowDecimalReader(narrow, path),
        DecimalType wide => new WideDecimalReader(wide, path),
        NullType => new VoidReader(),
        ArrayType array => new ArrayReader(For(array.ElementType, ColumnPath.Element(path))),
        MapType map => new MapReader(For(map.KeyType, ColumnPath.Key(path)), For(map.ValueType, ColumnPath.Value(path))),
        StructType nested => new StructReader(new RowDecoder(nested, path)),
        _ => throw new NotSupportedException(
            $"Column '{path}' is of type {type.SimpleString}, which cannot be carried out of Spark; cast it or leave it out in the query."),
    };

    private sealed class BooleanReader : ValueReader
    {
        private static readonly object s_true = true;
        private static readonly object s_false = false;

        public override object Read(ref RowFrameReader reader) => reader.ReadBoolean() ? s_true : s_false;
    }

    private sealed class ByteReader : ValueReader
    {
        public override object Read(ref RowFrameReader reader) => reader.ReadSByte();
    }

    private sealed class ShortReader : ValueReader
    {
        public override object Read(ref RowFrameReader reader) => reader.ReadInt16();
    }

    private sealed class IntegerReader : ValueReader
    {
        public override object Read(ref RowFrameReader reader) => reader.ReadInt32();
    }

    private sealed class LongReader : ValueReader
    {
        public override object Read(ref RowFrameReader reader) => reader.ReadInt64();
    }

    private sealed class FloatReader : ValueReader
    {
        public override object Read(ref RowFrameReader reader) => reader.ReadSingle();
    }

    private sealed class DoubleReader : ValueReader
    {
        public override object Read(ref RowFrameReader reader) => reader.ReadDouble();
    }

    private sealed class DateReader : ValueReader
    {
        public override object Read(ref RowFrameReader reader) => new Date(reader.ReadInt32());
    }

    private sealed class TimestampReader(DateTimeKind kind) : ValueReader
    {
        public override object Read(ref RowFrameReader reader) => new Timestamp(reader.ReadInt64(), kind);
    }

    private sealed class DayTimeIntervalReader(string path) : ValueReader
    {
        private const long MaxMicroseconds = long.MaxValue / TimeSpan.TicksPerMicrosecond;

        public override object Read(ref RowFrameReader reader)
        {
            long microseconds = reader.ReadInt64();
            return microseconds is >= -MaxMicroseconds and <= MaxMicroseconds
                ? TimeSpan.FromTicks(microseconds * TimeSpan.TicksPerMicrosecond)
                : throw new OverflowException($"Column '{path}' holds an interval of more than 29,000 years, which System.TimeSpan cannot hold.");
        }
    }

    private sealed class TimeReader(string path) : ValueReader
    {
        private const long NanosecondsPerDay = 86_400_000_000_000;

        public override object Read(ref RowFrameReader reader)
        {
            long nanoseconds = reader.ReadInt64();
            if (nanoseconds is < 0 or >= NanosecondsPerDay)
            {
                throw new FrameException($"Column '{path}' holds a time of day outside the day.");
            }

            (long ticks, long rest) = Math.DivRem(nanoseconds, TimeSpan.NanosecondsPerTick);
            return rest == 0
                ? new TimeOnly(ticks)
                : throw new OverflowException($"Column '{path}' holds a time with more than seven digits, which System.TimeOnly cannot hold.");
        }
    }

    private sealed class TextReader : ValueReader
    {
        public override object Read(ref RowFrameReader reader) => reader.ReadString();
    }

    private sealed class BinaryReader : ValueReader
    {
        public override object Read(ref RowFrameReader reader) => reader.ReadLengthAndBytes().ToArray();
    }

    private sealed class VoidReader : ValueReader
    {
        public override object Read(ref RowFrameReader reader) => throw new FrameException("A column of type void holds a value.");
    }

    private sealed class NarrowDecimalReader(DecimalType type, string path) : ValueReader
    {
        public override object Read(ref RowFrameReader reader) => WireDecimal.ToNumber(reader.ReadInt64(), type.Scale, path);
    }

    private sealed class WideDecimalReader(DecimalType type, string path) : ValueReader
    {
        public override object Read(ref RowFrameReader reader) => WireDecimal.ToNumber(reader.ReadWideDecimal(), type.Scale, path);
    }

    private sealed class StructReader(RowDecoder decoder) : ValueReader
    {
        public override object Read(ref RowFrameReader reader) => decoder.Read(ref reader);
    }
}
