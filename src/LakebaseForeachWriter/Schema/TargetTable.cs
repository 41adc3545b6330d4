namespace Lakebase.Schema;

/// <summary>The table to write into, as PostgreSQL's catalogue describes it.</summary>
/// <param name="Name">Its name, always with schema.</param>
/// <param name="Columns">Its columns in table order.</param>
/// <param name="UniqueIndexes">Its valid unique indexes.</param>
internal sealed record TargetTable(QualifiedName Name, IReadOnlyList<TargetColumn> Columns, IReadOnlyList<UniqueIndex> UniqueIndexes)
{
    /// <summary>The type that PostgreSQL makes of a table's rows; zero where it is not known.</summary>
    public uint RowTypeOid { get; init; }

    /// <summary>Whether the role may read all of its columns.</summary>
    public bool IsReadable { get; init; }

    /// <summary>
    /// Whether it was an ordinary table without any row, dead ones included, and without triggers, rules and row security, which tell an
    /// INSERT from a COPY.
    /// </summary>
    public bool IsEmpty { get; init; }
}
