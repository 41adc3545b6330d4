namespace Lakebase.Schema;

/// <summary>How one source column becomes one table column.</summary>
/// <param name="SourceOrdinal">The column's place in the source's rows.</param>
/// <param name="Source">The source column.</param>
/// <param name="Target">The table column.</param>
/// <param name="WireType">The type whose binary format the fields have; of an array column: its elements' type.</param>
/// <param name="IsArray">
/// Whether each field is a one-dimensional array of <paramref name="WireType"/>. Such a column cannot go through <c>unnest</c> as one
/// parameter (unnest flattens all dimensions): <see cref="Buffering.ArrayColumnSlices"/> says how it goes instead.
/// </param>
/// <param name="CastTo">
/// The SQL type to cast to where the column's value stands in an expression, or null where PostgreSQL assigns the wire type as it is.
/// </param>
/// <param name="CopiesDirectly">
/// Whether the fields are also valid binary input of the target column itself, so that COPY can write them straight into the table.
/// False: COPY needs a staging table with a column of the wire type, and the cast.
/// </param>
/// <param name="IsWritten">Whether the column goes into the table; false for columns that only say what to do with the row.</param>
internal sealed record ColumnMapping(
    int SourceOrdinal,
    SourceColumn Source,
    TargetColumn Target,
    WireType WireType,
    bool IsArray = false,
    string? CastTo = null,
    bool CopiesDirectly = true,
    bool IsWritten = true)
{
    private const string NoColumn = "";

    /// <summary>What becomes of values that the column cannot hold.</summary>
    public InvalidValueHandling InvalidValues { get; init; }

    /// <summary>
    /// Whether the column says which row it is or what happens to it (key, version, operation). Its values are never changed: two keys that
    /// became one would overwrite each other's rows.
    /// </summary>
    public bool DecidesAboutRow { get; init; }

    /// <summary>A source column that is no part of the table.</summary>
    public static ColumnMapping Unwritten(SourceColumn source, int ordinal) => new(
        ordinal, source, new TargetColumn(NoColumn, new TargetType(PgOid.Text, WireType.Text.Name)), WireType.Text, IsWritten: false);

    /// <summary>Oid of the type of the fields: the element type of an <c>unnest</c> parameter.</summary>
    public uint FieldTypeOid => IsArray ? WireType.ArrayOid : WireType.Oid;

    /// <summary>SQL name of the type of the fields.</summary>
    public string FieldTypeName => IsArray ? WireType.ArrayName : WireType.Name;

    /// <summary>
    /// The type of this column in a staging table: the fields' own, or for an array the one that its header names, as the server compares
    /// both where they are built in. No type of a user: a session's table would keep it from being dropped.
    /// </summary>
    public string StagingTypeName => this switch
    {
        { IsArray: true, CopiesDirectly: true, Target.Type.Storage.Element: { Oid: < PgOid.FirstNotBuiltIn } element } =>
            $"{(element.Oid == PgOid.Bpchar ? "bpchar" : element.Name)}[]",
        _ => FieldTypeName,
    };
}
