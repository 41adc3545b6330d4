namespace Lakebase.Schema;

/// <summary>What is special about the columns of Delta's change data feed.</summary>
internal static class ChangeDataFeed
{
    /// <summary>The operation column.</summary>
    public const string OperationColumn = "_change_type";

    /// <summary>The row as it was before an update; the row after it follows.</summary>
    public const string BeforeUpdate = "update_preimage";

    private static readonly string[] CommitColumns = ["_commit_version", "_commit_timestamp"];

    /// <summary>Whether this operation column makes the rows a change data feed.</summary>
    public static bool IsFeed(string? operationColumn) => string.Equals(operationColumn, OperationColumn, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the column only describes the change, and is no part of the table.</summary>
    public static bool IsAboutTheChange(string column, string? operationColumn) =>
        operationColumn is not null
        && (string.Equals(column, operationColumn, StringComparison.OrdinalIgnoreCase)
            || (IsFeed(operationColumn) && CommitColumns.Contains(column, StringComparer.OrdinalIgnoreCase)));
}
