using Lakebase.Schema;

namespace Lakebase.SyncedTables.Layout;

/// <summary>A column of the source and what it is in the target.</summary>
/// <param name="Name">Its name, the same on both sides.</param>
/// <param name="SourceType">Its type in the source.</param>
/// <param name="ColumnType">Its type in the target, as SQL.</param>
/// <param name="IsKey">Whether it is part of the primary key.</param>
internal sealed record SyncedColumn(string Name, SourceType SourceType, string ColumnType, bool IsKey)
{
    /// <summary>The SQL type to load the values as, where they cannot be copied as <see cref="ColumnType"/>: a cast follows.</summary>
    public string? LoadType { get; init; }

    /// <summary>Name and type, as a column of a table to load into.</summary>
    public string LoadDefinition => $"{SqlIdentifier.Quote(Name)} {LoadType ?? ColumnType}";

    /// <summary>The value of a loaded row, as the target's type.</summary>
    public string LoadedValue(string alias) =>
        LoadType is null ? $"{alias}.{SqlIdentifier.Quote(Name)}" : $"{alias}.{SqlIdentifier.Quote(Name)}::{ColumnType}";
}
