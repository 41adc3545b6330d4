namespace Lakebase.Schema;

/// <summary>The table to write into, as PostgreSQL's catalogue describes it.</summary>
/// <param name="Name">Its name, always with schema.</param>
/// <param name="Columns">Its columns in table order.</param>
/// <param name="UniqueIndexes">Its valid unique indexes.</param>
internal sealed record TargetTable(QualifiedName Name, IReadOnlyList<TargetColumn> Columns, IReadOnlyList<UniqueIndex> UniqueIndexes);
