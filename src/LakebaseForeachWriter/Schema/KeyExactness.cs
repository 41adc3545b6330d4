namespace Lakebase.Schema;

/// <summary>Whether two values are equal for the server exactly when their encoded bytes are equal.</summary>
internal static class KeyExactness
{
    private const uint Char = 1042;

    private static readonly WireType[] Whole = [WireType.Smallint, WireType.Integer, WireType.Bigint];

    private static readonly WireType[] Exact =
        [.. Whole, WireType.Boolean, WireType.Bytea, WireType.Date, WireType.Time, WireType.Timestamp, WireType.TimestampTz, WireType.Uuid];

    private static readonly WireType[] Ordered = [.. Whole, WireType.Date, WireType.Timestamp, WireType.TimestampTz];

    private static readonly string[] NoEquality = ["json", "xml", "point", "line", "lseg", "box", "path", "polygon", "circle"];

    /// <summary>Whether the type has no equality and no order, or one that goes by areas and lengths only. Its texts have one.</summary>
    public static bool HasNoEquality(TargetType type) =>
        NoEquality.Contains(type.Storage.Name) || (type.Storage.Element is { } element && NoEquality.Contains(element.Storage.Name));

    /// <summary>
    /// False for spellings that bytes tell apart and the server does not: citext, char(n), nondeterministic collations, 0.0 and -0.0, texts
    /// that are cast.
    /// </summary>
    public static bool IsExact(ColumnMapping column)
    {
        if (column.IsArray || column.CastTo is not null)
        {
            return false;
        }

        if (column.WireType == WireType.Text)
        {
            return column.Target.Type.Storage.Oid is PgOid.Text or PgOid.Varchar && !column.Target.HasFuzzyCollation;
        }

        // Decimals of one source column all have its scale, so equal ones have equal bytes.
        return Exact.Contains(column.WireType)
            || (column.WireType == WireType.Numeric && column.Source.Type.Kind == SourceTypeKind.Decimal);
    }

    /// <summary>Whether the encoded values, read as signed numbers, have the server's order.</summary>
    public static bool IsOrdered(ColumnMapping column) =>
        !column.IsArray && column.CastTo is null && Ordered.Contains(column.WireType) && column.Target.Type.Storage.Oid != Char;
}
