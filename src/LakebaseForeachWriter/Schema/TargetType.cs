namespace Lakebase.Schema;

/// <summary>What PostgreSQL's <c>pg_type.typtype</c> and <c>typcategory</c> say about a type.</summary>
internal enum TargetTypeKind
{
    Base,
    Enum,
    Domain,
    Array,
    Composite,
    Range,
    Pseudo,
}

/// <summary>A PostgreSQL type as the catalogue describes it.</summary>
/// <param name="Oid">Its row in <c>pg_type</c>.</param>
/// <param name="Name">
/// What <c>format_type(oid, NULL)</c> gives: quoted and schema-qualified where needed, without modifier
/// (<c>numeric</c>, <c>timestamp with time zone</c>, <c>my_schema.mood</c>, <c>integer[]</c>).
/// </param>
/// <param name="Kind">Which kind of type.</param>
/// <param name="Modifier"><c>atttypmod</c> (for a domain's base: <c>typtypmod</c>), -1 = none. An array passes its own on to its
/// elements.</param>
/// <param name="Element">An array's element type.</param>
/// <param name="BaseType">The type under a domain.</param>
internal sealed record TargetType(
    uint Oid,
    string Name,
    TargetTypeKind Kind = TargetTypeKind.Base,
    int Modifier = -1,
    TargetType? Element = null,
    TargetType? BaseType = null)
{
    /// <summary>The type whose binary format the values have: domains are looked through.</summary>
    public TargetType Storage => Kind == TargetTypeKind.Domain && BaseType is not null ? BaseType.Storage : this;
}
