using System.Collections;
using System.Data.SqlTypes;
using System.Globalization;
using System.Numerics;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.SparkRows.Frames;

/// <summary>Writes the values of one column, element or key.</summary>
internal sealed class ValueWriter
{
    private readonly DataType _type;
    private readonly string _path;
    private readonly bool _nullable;
    private readonly Action<FrameWriter, object> _write;

    private ValueWriter(DataType type, string path, bool nullable, Func<ValueWriter, Action<FrameWriter, object>> choose)
    {
        _type = type;
        _path = path;
        _nullable = nullable;
        _write = choose(this);
    }

    public static ValueWriter For(DataType type, string path, bool nullable) => new(type, path, nullable, self => self.Choose());

    /// <returns>False for a null, of which nothing but its bit is written.</returns>
    /// <exception cref="ArgumentException">The value does not fit.</exception>
    public bool TryWrite(FrameWriter writer, object? value)
    {
        if (value is null or DBNull or INullable { IsNull: true })
        {
            return _nullable ? false : throw new ArgumentException($"Column '{_path}' holds null, and its schema does not allow that.");
        }

        try
        {
            _write(writer, value);
        }
        catch (Exception e) when (e is OverflowException or InvalidCastException or FormatException)
        {
            throw new ArgumentException($"Column '{_path}' is of type {_type.SimpleString}, and a value of type {value.GetType()} does not fit it.", e);
        }

        return true;
    }

    private Action<FrameWriter, object> Choose() => _type switch
    {
        BooleanType => (w, v) => w.WriteBoolean((bool)v),
        ByteType => (w, v) => w.WriteByte((byte)Integer(v, sbyte.MinValue, sbyte.MaxValue)),
        ShortType => (w, v) => w.WriteInt16((short)Integer(v, short.MinValue, short.MaxValue)),
        IntegerType or YearMonthIntervalType => (w, v) => w.WriteInt32((int)Integer(v, int.MinValue, int.MaxValue)),
        LongType => (w, v) => w.WriteInt64(Integer(v, long.MinValue, long.MaxValue)),
        FloatType => (w, v) => w.WriteSingle(Number(v).ToSingle(CultureInfo.InvariantCulture)),
        DoubleType => (w, v) => w.WriteDouble(Number(v).ToDouble(CultureInfo.InvariantCulture)),
        DateType => (w, v) => w.WriteInt32(Days(v)),
        TimestampType => (w, v) => w.WriteInt64(Instant(v)),
        TimestampNTZType => (w, v) => w.WriteInt64(WallClock(v)),
        DayTimeIntervalType => (w, v) => w.WriteInt64(((TimeSpan)v).Ticks / TimeSpan.TicksPerMicrosecond),
        TimeType => (w, v) => w.WriteInt64(TimeOfDay(v) * TimeSpan.NanosecondsPerTick),
        StringType or CharType or VarcharType or VariantType => (w, v) => w.WriteString(v as string ?? ((char)v).ToString()),
        BinaryType => (w, v) => w.WriteLengthAndBytes((byte[])v),
        DecimalType { Precision: <= WireDecimal.MaxNarrowPrecision } narrow => (w, v) => w.WriteInt64((long)Unscaled(v, narrow)),
        DecimalType wide => (w, v) => w.WriteWideDecimal(Unscaled(v, wide)),
        NullType => (_, _) => throw new InvalidCastException(),
        ArrayType array => Array(For(array.ElementType, ColumnPath.Element(_path), array.ContainsNull)),
        MapType map => Map(
            For(map.KeyType, ColumnPath.Key(_path), nullable: false), For(map.ValueType, ColumnPath.Value(_path), map.ValueContainsNull)),
        StructType nested => Struct(new RowEncoder(nested, _path)),
        _ => throw new NotSupportedException($"Column '{_path}' is of type {_type.SimpleString}, which cannot be carried into Spark."),
    };

    private static long Integer(object value, long min, long max)
    {
        if (value is not (sbyte or byte or short or ushort or int or uint or long or ulong))
        {
            throw new InvalidCastException();
        }

        long number = ((IConvertible)value).ToInt64(CultureInfo.InvariantCulture);
        return number >= min && number <= max ? number : throw new OverflowException();
    }

    private static IConvertible Number(object value) =>
        Type.GetTypeCode(value.GetType()) is >= TypeCode.SByte and <= TypeCode.Decimal ? (IConvertible)value : throw new InvalidCastException();

    private static int Days(object value) => value switch
    {
        Date date => date.DaysSinceEpoch,
        DateOnly date => new Date(date.ToDateTime(TimeOnly.MinValue)).DaysSinceEpoch,
        DateTime time => new Date(time).DaysSinceEpoch,
        _ => throw new InvalidCastException(),
    };

    private static long Instant(object value) => value switch
    {
        Timestamp timestamp => timestamp.MicrosecondsSinceEpoch,
        DateTimeOffset time => Timestamp.MicrosecondsOf(time.UtcDateTime),

        // A time of unspecified kind names no instant; guessing a zone would shift somebody's data.
        DateTime { Kind: not DateTimeKind.Unspecified } time => Timestamp.MicrosecondsOf(time.ToUniversalTime()),
        _ => throw new InvalidCastException("A timestamp is a Timestamp, a DateTimeOffset, or a DateTime of kind Utc or Local."),
    };

    private static long WallClock(object value) => value switch
    {
        Timestamp timestamp => timestamp.MicrosecondsSinceEpoch,
        DateTime time => Timestamp.MicrosecondsOf(time),
        _ => throw new InvalidCastException(),
    };

    private static long TimeOfDay(object value) => value switch
    {
        TimeOnly time => time.Ticks,
        TimeSpan time when time >= TimeSpan.Zero && time < TimeSpan.FromDays(1) => time.Ticks,
        _ => throw new InvalidCastException(),
    };

    private Int128 Unscaled(object value, DecimalType type)
    {
        (Int128 unscaled, int scale) = value switch
        {
            decimal number => Parts(number),
            SqlDecimal number => Parts(number),
            BigInteger number => ((Int128)number, 0),
            _ => (Integer(value, long.MinValue, long.MaxValue), 0),
        };
        Int128 rescaled = WireDecimal.Rescale(unscaled, scale, type.Scale, _path);
        return WireDecimal.Fits(rescaled, type.Precision) ? rescaled : throw new OverflowException();
    }

    private static (Int128 Unscaled, int Scale) Parts(decimal number)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        var magnitude = (Int128)new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        return (number < 0 ? -magnitude : magnitude, number.Scale);
    }

    private static (Int128 Unscaled, int Scale) Parts(SqlDecimal number)
    {
        int[] data = number.Data;
        var magnitude = (Int128)new UInt128(((ulong)(uint)data[3] << 32) | (uint)data[2], ((ulong)(uint)data[1] << 32) | (uint)data[0]);
        return (number.IsPositive ? magnitude : -magnitude, number.Scale);
    }

    private static Action<FrameWriter, object> Array(ValueWriter element) => (writer, value) =>
    {
        var list = (IList)value;
        writer.WriteInt32(list.Count);
        WriteValues(writer, element, list);
    };

    private static Action<FrameWriter, object> Map(ValueWriter keyWriter, ValueWriter valueWriter) => (writer, value) =>
    {
        var map = (IDictionary)value;
        var values = new ArrayList(map.Count);
        writer.WriteInt32(map.Count);
        foreach (DictionaryEntry entry in map)
        {
            keyWriter.TryWrite(writer, entry.Key);
            values.Add(entry.Value);
        }

        WriteValues(writer, valueWriter, values);
    };

    private static Action<FrameWriter, object> Struct(RowEncoder encoder) => (writer, value) => encoder.Write(writer, value switch
    {
        Row row => row.Values,
        GenericRow row => row.Values,
        object?[] values => values,
        _ => throw new InvalidCastException(),
    });

    private static void WriteValues(FrameWriter writer, ValueWriter element, IList values)
    {
        int nulls = writer.WriteNullBitmap(values.Count);
        for (int i = 0; i < values.Count; i++)
        {
            if (!element.TryWrite(writer, values[i]))
            {
                writer.SetNull(nulls, i);
            }
        }
    }
}
