using Lakebase.Schema;

namespace Lakebase.Spark;

/// <summary>Passes over encoded values (docs/protocol.md §4), whose lengths follow from their types and their own length fields.</summary>
internal static class FrameSkipper
{
    /// <summary>Passes over a row.</summary>
    /// <exception cref="InvalidDataException">The bytes do not match the types.</exception>
    public static void SkipRow(ref FrameReader reader, IReadOnlyList<SourceType> types) => SkipEach(ref reader, types.Count, i => types[i]);

    /// <summary>Passes over one value that is not null.</summary>
    /// <exception cref="InvalidDataException">The bytes do not match the type.</exception>
    public static void Skip(ref FrameReader reader, SourceType type)
    {
        switch (type.Kind)
        {
            case SourceTypeKind.Boolean or SourceTypeKind.Byte:
                reader.Take(sizeof(byte));
                break;
            case SourceTypeKind.Short:
                reader.Take(sizeof(short));
                break;
            case SourceTypeKind.Int or SourceTypeKind.Date or SourceTypeKind.YearMonthInterval or SourceTypeKind.Float:
                reader.Take(sizeof(int));
                break;
            case SourceTypeKind.Long or SourceTypeKind.Timestamp or SourceTypeKind.TimestampNtz or SourceTypeKind.DayTimeInterval
                or SourceTypeKind.Time or SourceTypeKind.Double:
                reader.Take(sizeof(long));
                break;
            case SourceTypeKind.Decimal:
                reader.Take(type.Precision <= FrameAppender.MaxNarrowDecimalDigits ? sizeof(long) : reader.Byte());
                break;
            case SourceTypeKind.String or SourceTypeKind.Variant or SourceTypeKind.Binary:
                reader.TakeWithLength();
                break;
            case SourceTypeKind.Array:
                SkipEach(ref reader, reader.Int32(), _ => type.Element!);
                break;
            case SourceTypeKind.Map:
                int count = reader.Int32();
                for (int i = 0; i < count; i++)
                {
                    Skip(ref reader, type.Key!);
                }

                SkipEach(ref reader, count, _ => type.Value!);
                break;
            case SourceTypeKind.Struct:
                SkipEach(ref reader, type.Fields.Count, i => type.Fields[i].Type);
                break;
            default:
                throw FrameReader.Malformed();
        }
    }

    private static void SkipEach(ref FrameReader reader, int count, Func<int, SourceType> typeOf)
    {
        ReadOnlySpan<byte> nulls = reader.NullBits(count);
        for (int i = 0; i < count; i++)
        {
            if (!FrameAppender.IsNull(nulls, i))
            {
                Skip(ref reader, typeOf(i));
            }
        }
    }
}
