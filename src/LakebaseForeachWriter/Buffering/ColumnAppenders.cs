using Lakebase.Buffering.Appenders;
using Lakebase.Schema;

namespace Lakebase.Buffering;

/// <summary>Chooses a column's appender, once per schema.</summary>
internal static class ColumnAppenders
{
    /// <summary>The appender for the column's values.</summary>
    public static ColumnAppender Create(ColumnMapping column, ColumnBuffer buffer)
    {
        if (!column.IsWritten)
        {
            return column.Source.Type.Kind == SourceTypeKind.String
                ? new TextAppender(buffer, column, TextAppender.Unlimited)
                : new DiscardAppender(buffer, column);
        }

        if (column.Source.Type.Kind != SourceTypeKind.Array)
        {
            return CreateScalar(column, buffer, column.Source.Type, column.Target.Type.Storage);
        }

        if (!column.IsArray)
        {
            return new JsonDocumentAppender(buffer, column, column.Source.Type);
        }

        TargetType array = column.Target.Type.Storage;
        TargetType element = array.Element! with { Modifier = TypeRules.ElementModifier(array) };

        // COPY wants the header to name the column's own element type; where a cast follows, the wire type is the one.
        uint elementOid = column.CopiesDirectly ? element.Oid : column.WireType.Oid;
        return new ArrayAppender(buffer, column, elementOid, CreateScalar(column, buffer, column.Source.Type.Element!, element.Storage));
    }

    private static ColumnAppender CreateScalar(ColumnMapping column, ColumnBuffer buffer, SourceType source, TargetType storage) => source.Kind switch
    {
        SourceTypeKind.Void => new VoidAppender(buffer, column),
        SourceTypeKind.Boolean => new BooleanAppender(buffer, column),
        SourceTypeKind.Byte or SourceTypeKind.Short or SourceTypeKind.Int or SourceTypeKind.Long => CreateInteger(column, buffer, storage),
        SourceTypeKind.Float or SourceTypeKind.Double or SourceTypeKind.Decimal => CreateFractional(column, buffer, storage),
        SourceTypeKind.String or SourceTypeKind.Variant => CreateText(column, buffer, storage),
        SourceTypeKind.Binary when column.WireType == WireType.Uuid => new UuidBytesAppender(buffer, column),
        SourceTypeKind.Binary => new ByteaAppender(buffer, column),
        SourceTypeKind.Date when column.WireType == WireType.Date => new DateAppender(buffer, column),
        SourceTypeKind.Date => new DateAsTimestampAppender(buffer, column),
        SourceTypeKind.Timestamp or SourceTypeKind.TimestampNtz => new TimestampAppender(buffer, column),
        SourceTypeKind.DayTimeInterval when column.WireType == WireType.Bigint => new BigintAppender(buffer, column),
        SourceTypeKind.DayTimeInterval => new DayTimeIntervalAppender(buffer, column),
        SourceTypeKind.YearMonthInterval when column.WireType == WireType.Integer => new IntegerAppender(buffer, column),
        SourceTypeKind.YearMonthInterval => new YearMonthIntervalAppender(buffer, column),
        SourceTypeKind.Time => new TimeAppender(buffer, column),
        SourceTypeKind.Struct or SourceTypeKind.Map => new JsonDocumentAppender(buffer, column, source),
        _ => throw new InvalidOperationException($"No encoder for {source} as {column.WireType.Name}."),
    };

    private static ColumnAppender CreateInteger(ColumnMapping column, ColumnBuffer buffer, TargetType storage) => column.WireType switch
    {
        var wire when wire == WireType.Smallint => new SmallintAppender(buffer, column),
        var wire when wire == WireType.Integer => new IntegerAppender(buffer, column),
        var wire when wire == WireType.Bigint => new BigintAppender(buffer, column),
        _ => new NumericAppender(buffer, column, storage.Modifier),
    };

    private static ColumnAppender CreateFractional(ColumnMapping column, ColumnBuffer buffer, TargetType storage) => column.WireType switch
    {
        var wire when wire == WireType.Real => new RealAppender(buffer, column),
        var wire when wire == WireType.DoublePrecision => new DoublePrecisionAppender(buffer, column),
        _ => new NumericAppender(buffer, column, storage.Modifier),
    };

    private static ColumnAppender CreateText(ColumnMapping column, ColumnBuffer buffer, TargetType storage) => column.WireType switch
    {
        var wire when wire == WireType.Uuid => new UuidTextAppender(buffer, column),
        var wire when wire == WireType.Jsonb => new JsonbTextAppender(buffer, column),
        _ => new TextAppender(buffer, column, TextAppender.MaxLengthOf(storage)),
    };
}
