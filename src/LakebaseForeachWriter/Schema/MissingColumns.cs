namespace Lakebase.Schema;

/// <summary>The source's columns that a table lacks and that can be added to it. Pure.</summary>
internal static class MissingColumns
{
    /// <summary>In source order; columns of types that no table can hold are left out: the mapper says what is wrong with them.</summary>
    public static IReadOnlyList<SourceColumn> Find(SourceSchema schema, TargetTable table) =>
    [
        .. schema.Columns.Where(source => TypeRules.CreatedType(source.Type) is not null
            && !table.Columns.Any(target => string.Equals(target.Name, source.Name, StringComparison.OrdinalIgnoreCase))),
    ];
}
