using System.Globalization;
using System.Numerics;
using System.Text;
using Lakebase.SparkRows.Frames;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.SparkRows.Payload;

/// <summary>Plain values of the framework: each is written by what its public members tell, never by its private fields.</summary>
internal static class PayloadScalars
{
    /// <summary>The types that may also stand as type arguments and array elements.</summary>
    public static readonly IReadOnlyList<Type> Types =
    [
        typeof(object), typeof(string), typeof(bool), typeof(char), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int),
        typeof(uint), typeof(long), typeof(ulong), typeof(Int128), typeof(UInt128), typeof(Half), typeof(float), typeof(double), typeof(decimal),
        typeof(BigInteger), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DateOnly), typeof(TimeOnly),
        typeof(Uri), typeof(Version), typeof(CultureInfo), typeof(StringBuilder), typeof(Nullable<>),
    ];

    public static bool TryWrite(FrameWriter bytes, object value)
    {
        switch (value)
        {
            case string v: Tag(bytes, PayloadTag.String).WriteLengthAndBytes(Utf16(v)); break;
            case bool v: Tag(bytes, PayloadTag.Boolean).WriteBoolean(v); break;
            case char v: Tag(bytes, PayloadTag.Char).WriteInt16((short)v); break;
            case sbyte v: Tag(bytes, PayloadTag.SByte).WriteByte((byte)v); break;
            case byte v: Tag(bytes, PayloadTag.Byte).WriteByte(v); break;
            case short v: Tag(bytes, PayloadTag.Int16).WriteInt16(v); break;
            case ushort v: Tag(bytes, PayloadTag.UInt16).WriteInt16((short)v); break;
            case int v: Tag(bytes, PayloadTag.Int32).WriteInt32(v); break;
            case uint v: Tag(bytes, PayloadTag.UInt32).WriteInt32((int)v); break;
            case long v: Tag(bytes, PayloadTag.Int64).WriteInt64(v); break;
            case ulong v: Tag(bytes, PayloadTag.UInt64).WriteInt64((long)v); break;
            case Int128 v: WriteUInt128(Tag(bytes, PayloadTag.Int128), (UInt128)v); break;
            case UInt128 v: WriteUInt128(Tag(bytes, PayloadTag.UInt128), v); break;
            case Half v: Tag(bytes, PayloadTag.Half).WriteInt16(BitConverter.HalfToInt16Bits(v)); break;
            case float v: Tag(bytes, PayloadTag.Single).WriteSingle(v); break;
            case double v: Tag(bytes, PayloadTag.Double).WriteDouble(v); break;
            case decimal v: WriteDecimal(Tag(bytes, PayloadTag.Decimal), v); break;
            case BigInteger v: Tag(bytes, PayloadTag.BigInteger).WriteLengthAndBytes(v.ToByteArray()); break;
            case Guid v: Tag(bytes, PayloadTag.Guid).WriteBytes(v.ToByteArray()); break;
            case DateTime v: WriteDateTime(Tag(bytes, PayloadTag.DateTime), v); break;
            case DateTimeOffset v: WriteDateTimeOffset(Tag(bytes, PayloadTag.DateTimeOffset), v); break;
            case TimeSpan v: Tag(bytes, PayloadTag.TimeSpan).WriteInt64(v.Ticks); break;
            case DateOnly v: Tag(bytes, PayloadTag.DateOnly).WriteInt32(v.DayNumber); break;
            case TimeOnly v: Tag(bytes, PayloadTag.TimeOnly).WriteInt64(v.Ticks); break;
            case DataType v: Tag(bytes, PayloadTag.SparkType).WriteString(v.Json); break;
            default: return false;
        }

        return true;
    }

    /// <summary>Plain values that are references: two fields that share one share it afterwards as well.</summary>
    public static bool TryWriteReferenceType(FrameWriter bytes, object value)
    {
        switch (value)
        {
            case Uri v when v.GetType() == typeof(Uri):
                Tag(bytes, PayloadTag.Uri).WriteBoolean(v.IsAbsoluteUri);
                bytes.WriteString(v.OriginalString);
                break;
            case Version v: Tag(bytes, PayloadTag.Version).WriteString(v.ToString()); break;
            case CultureInfo v when v.GetType() == typeof(CultureInfo): Tag(bytes, PayloadTag.CultureInfo).WriteString(v.Name); break;
            case StringBuilder v: Tag(bytes, PayloadTag.StringBuilder).WriteLengthAndBytes(Utf16(v.ToString())); break;
            default: return false;
        }

        return true;
    }

    public static object? Read(ref RowFrameReader bytes, PayloadTag tag) => tag switch
    {
        PayloadTag.String => Utf16(bytes.ReadLengthAndBytes()),
        PayloadTag.Boolean => bytes.ReadBoolean(),
        PayloadTag.Char => (char)bytes.ReadInt16(),
        PayloadTag.SByte => bytes.ReadSByte(),
        PayloadTag.Byte => bytes.ReadByte(),
        PayloadTag.Int16 => bytes.ReadInt16(),
        PayloadTag.UInt16 => (ushort)bytes.ReadInt16(),
        PayloadTag.Int32 => bytes.ReadInt32(),
        PayloadTag.UInt32 => (uint)bytes.ReadInt32(),
        PayloadTag.Int64 => bytes.ReadInt64(),
        PayloadTag.UInt64 => (ulong)bytes.ReadInt64(),
        PayloadTag.Int128 => (Int128)ReadUInt128(ref bytes),
        PayloadTag.UInt128 => ReadUInt128(ref bytes),
        PayloadTag.Half => BitConverter.Int16BitsToHalf(bytes.ReadInt16()),
        PayloadTag.Single => bytes.ReadSingle(),
        PayloadTag.Double => bytes.ReadDouble(),
        PayloadTag.Decimal => new decimal([bytes.ReadInt32(), bytes.ReadInt32(), bytes.ReadInt32(), bytes.ReadInt32()]),
        PayloadTag.BigInteger => new BigInteger(bytes.ReadLengthAndBytes()),
        PayloadTag.Guid => new Guid(bytes.ReadBytes(16)),
        PayloadTag.DateTime => new DateTime(bytes.ReadInt64(), (DateTimeKind)bytes.ReadByte()),
        PayloadTag.DateTimeOffset => new DateTimeOffset(bytes.ReadInt64(), new TimeSpan(bytes.ReadInt64())),
        PayloadTag.TimeSpan => new TimeSpan(bytes.ReadInt64()),
        PayloadTag.DateOnly => DateOnly.FromDayNumber(bytes.ReadInt32()),
        PayloadTag.TimeOnly => new TimeOnly(bytes.ReadInt64()),
        PayloadTag.Uri => bytes.ReadBoolean() ? new Uri(bytes.ReadString(), UriKind.Absolute) : new Uri(bytes.ReadString(), UriKind.Relative),
        PayloadTag.Version => new Version(bytes.ReadString()),
        PayloadTag.CultureInfo => CultureInfo.GetCultureInfo(bytes.ReadString()),
        PayloadTag.StringBuilder => new StringBuilder(Utf16(bytes.ReadLengthAndBytes())),
        PayloadTag.SparkType => DataType.ParseDataType(bytes.ReadString()),
        _ => throw new FrameException($"A payload holds a value of kind {(byte)tag}, which its format does not know."),
    };

    public static bool IsReferenceType(PayloadTag tag) => tag is PayloadTag.Uri or PayloadTag.Version or PayloadTag.CultureInfo or PayloadTag.StringBuilder;

    private static FrameWriter Tag(FrameWriter bytes, PayloadTag tag)
    {
        bytes.WriteByte((byte)tag);
        return bytes;
    }

    // UTF-16, because a .NET string may hold lone surrogates, which UTF-8 would replace.
    private static byte[] Utf16(string text)
    {
        byte[] bytes = new byte[text.Length * 2];
        for (int i = 0; i < text.Length; i++)
        {
            bytes[2 * i] = (byte)text[i];
            bytes[(2 * i) + 1] = (byte)(text[i] >> 8);
        }

        return bytes;
    }

    private static string Utf16(ReadOnlySpan<byte> bytes)
    {
        char[] text = new char[bytes.Length / 2];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = (char)(bytes[2 * i] | (bytes[(2 * i) + 1] << 8));
        }

        return new string(text);
    }

    private static void WriteDecimal(FrameWriter bytes, decimal value)
    {
        foreach (int part in decimal.GetBits(value))
        {
            bytes.WriteInt32(part);
        }
    }

    private static void WriteDateTime(FrameWriter bytes, DateTime value)
    {
        bytes.WriteInt64(value.Ticks);
        bytes.WriteByte((byte)value.Kind);
    }

    private static void WriteDateTimeOffset(FrameWriter bytes, DateTimeOffset value)
    {
        bytes.WriteInt64(value.Ticks);
        bytes.WriteInt64(value.Offset.Ticks);
    }

    private static void WriteUInt128(FrameWriter bytes, UInt128 value)
    {
        bytes.WriteInt64((long)(ulong)value);
        bytes.WriteInt64((long)(ulong)(value >> 64));
    }

    private static UInt128 ReadUInt128(ref RowFrameReader bytes)
    {
        ulong low = (ulong)bytes.ReadInt64();
        return new UInt128((ulong)bytes.ReadInt64(), low);
    }
}
