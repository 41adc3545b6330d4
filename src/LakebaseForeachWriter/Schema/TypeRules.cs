namespace Lakebase.Schema;

/// <summary>Which source type goes into which PostgreSQL type, and in which binary format. The table stands in the README.</summary>
internal static class TypeRules
{
    private const string CastHint = "cast the column in Spark to a type that fits, or change the table's column";

    /// <summary>The type of the column when the table is made for the source, as SQL.</summary>
    public static string? CreatedType(SourceType source) => source.Kind switch
    {
        SourceTypeKind.Boolean => "boolean",
        SourceTypeKind.Byte or SourceTypeKind.Short => "smallint",
        SourceTypeKind.Int => "integer",
        SourceTypeKind.Long => "bigint",
        SourceTypeKind.Float => "real",
        SourceTypeKind.Double => "double precision",
        SourceTypeKind.Decimal => $"numeric({source.Precision},{source.Scale})",
        SourceTypeKind.String or SourceTypeKind.Void => "text",
        SourceTypeKind.Binary => "bytea",
        SourceTypeKind.Date => "date",
        SourceTypeKind.Timestamp => "timestamp with time zone",
        SourceTypeKind.TimestampNtz => "timestamp without time zone",
        SourceTypeKind.DayTimeInterval or SourceTypeKind.YearMonthInterval => "interval",
        SourceTypeKind.Time => "time without time zone",
        SourceTypeKind.Variant or SourceTypeKind.Struct or SourceTypeKind.Map => "jsonb",
        SourceTypeKind.Array when source.Element!.Kind is SourceTypeKind.Array or SourceTypeKind.Struct or SourceTypeKind.Map => "jsonb",
        SourceTypeKind.Array when CreatedType(source.Element!) is { } element => element + "[]",
        _ => null,
    };

    /// <summary>How values of the source type go into a column of the target type.</summary>
    public static TypeChoice Choose(SourceType source, TargetType target)
    {
        TargetType storage = target.Storage;
        return source.Kind switch
        {
            // Nothing but nulls: they fit everywhere.
            SourceTypeKind.Void => new TypeChoice(WireType.Text, NeedsCast: true),
            SourceTypeKind.Array => ChooseForArray(source, storage),
            SourceTypeKind.String => ChooseForText(storage),
            _ => ChooseForScalar(source, storage),
        };
    }

    private static TypeChoice ChooseForScalar(SourceType source, TargetType storage)
    {
        WireType[] accepted = source.Kind switch
        {
            SourceTypeKind.Boolean => [WireType.Boolean],
            SourceTypeKind.Byte or SourceTypeKind.Short or SourceTypeKind.Int or SourceTypeKind.Long =>
                [WireType.Smallint, WireType.Integer, WireType.Bigint, WireType.Numeric],
            SourceTypeKind.Float => [WireType.Real, WireType.DoublePrecision, WireType.Numeric],
            SourceTypeKind.Double => [WireType.DoublePrecision, WireType.Numeric],
            SourceTypeKind.Decimal => [WireType.Numeric, WireType.DoublePrecision],
            SourceTypeKind.Binary => [WireType.Bytea, WireType.Uuid],
            SourceTypeKind.Date => [WireType.Date, WireType.Timestamp, WireType.TimestampTz],
            SourceTypeKind.Timestamp => [WireType.TimestampTz, WireType.Timestamp],
            SourceTypeKind.TimestampNtz => [WireType.Timestamp],
            SourceTypeKind.DayTimeInterval => [WireType.Interval, WireType.Bigint],
            SourceTypeKind.YearMonthInterval => [WireType.Interval, WireType.Integer],
            SourceTypeKind.Time => [WireType.Time],
            SourceTypeKind.Variant or SourceTypeKind.Struct or SourceTypeKind.Map => [WireType.Jsonb, WireType.Json, WireType.Text],
            _ => [],
        };
        return Array.Find(accepted, wire => wire.Oid == storage.Oid) is { } match
            ? new TypeChoice(match)
            : TypeChoice.Refused($"it takes {string.Join(", ", accepted.Select(wire => wire.Name))}; {CastHint}");
    }

    private static TypeChoice ChooseForText(TargetType storage)
    {
        if (storage.Oid is PgOid.Text or PgOid.Varchar or PgOid.Bpchar)
        {
            return new TypeChoice(WireType.Text);
        }

        foreach (WireType wire in (ReadOnlySpan<WireType>)[WireType.Uuid, WireType.Json, WireType.Jsonb])
        {
            if (wire.Oid == storage.Oid)
            {
                return new TypeChoice(wire);
            }
        }

        // An enum's label and a citext have the same binary format as text, but no assignment from it.
        if (storage.Kind == TargetTypeKind.Enum || IsCitext(storage))
        {
            return new TypeChoice(WireType.Text, NeedsCast: true);
        }

        if (storage.Oid == PgOid.Bytea)
        {
            return TypeChoice.Refused("text as bytes would be read with PostgreSQL's escapes; say which bytes are meant with unhex(col), unbase64(col) or cast(col as binary)");
        }

        // Everything else reads text by its own input function, which an explicit cast calls; COPY has no such cast.
        return storage.Kind == TargetTypeKind.Pseudo
            ? TypeChoice.Refused(CastHint)
            : new TypeChoice(WireType.Text, NeedsCast: true, CopiesDirectly: false);
    }

    private static TypeChoice ChooseForArray(SourceType source, TargetType storage)
    {
        foreach (WireType wire in (ReadOnlySpan<WireType>)[WireType.Jsonb, WireType.Json, WireType.Text])
        {
            if (wire.Oid == storage.Oid)
            {
                return new TypeChoice(wire);
            }
        }

        if (storage.Kind != TargetTypeKind.Array || storage.Element is null)
        {
            return TypeChoice.Refused($"it takes an array of a type for {source.Element}, jsonb, json or text; {CastHint}");
        }

        if (source.Element!.Kind == SourceTypeKind.Array)
        {
            return TypeChoice.Refused("PostgreSQL's arrays of arrays must be rectangular; use a jsonb column, or flatten(col) in Spark");
        }

        TypeChoice element = Choose(source.Element, storage.Element with { Modifier = ElementModifier(storage) });
        return element.Refusal is null
            ? element with { IsArray = true }
            : TypeChoice.Refused($"its elements do not fit: {source.Element} to {storage.Element.Name}: {element.Refusal}");
    }

    /// <summary>An array column's modifier is its elements' one (<c>numeric(10,2)[]</c>).</summary>
    public static int ElementModifier(TargetType array) =>
        array.Modifier >= 0 || array.Element is null ? array.Modifier : array.Element.Modifier;

    // The extension's type has no fixed oid, and its schema is the user's choice.
    private static bool IsCitext(TargetType storage) =>
        storage.Name == "citext" || storage.Name.EndsWith(".citext", StringComparison.Ordinal);
}
