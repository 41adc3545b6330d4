namespace Lakebase.Buffering;

/// <summary>A row without a value in a key column: it could never be updated again, each upsert would insert one more.</summary>
internal sealed class NullKeyException(string columnName, int row)
    : Exception($"Key column '{columnName}' is null. An upsert needs a value in every key column: filter such rows out, or fill the column in.")
{
    /// <summary>The key column.</summary>
    public string ColumnName { get; } = columnName;

    /// <summary>The row's index in the batch.</summary>
    public int Row { get; } = row;
}
