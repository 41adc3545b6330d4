namespace Lakebase.Schema;

/// <summary>A column of the rows to write, or a field of a struct.</summary>
/// <param name="Name">The column's name as the source spells it.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="IsNullable">Whether nulls can occur.</param>
public sealed record SourceColumn(string Name, SourceType Type, bool IsNullable = true);
