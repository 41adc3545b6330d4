namespace Lakebase.Schema;

/// <summary>What happens to rows whose key is in the table already. Ordinals count the mapping's columns.</summary>
internal sealed record WriteRules
{
    /// <summary>Rows are simply inserted or overwritten.</summary>
    public static readonly WriteRules Plain = new();

    /// <summary>Whether an insert leaves out rows that a unique key refuses.</summary>
    public bool DoNothing { get; init; }

    /// <summary>The column that must grow for a row to be overwritten or deleted.</summary>
    public int? VersionOrdinal { get; init; }

    /// <summary>The columns that keep their value where the new one is null.</summary>
    public IReadOnlyList<int> CoalesceOrdinals { get; init; } = [];

    /// <summary>The column that says what to do with its row.</summary>
    public int? OperationOrdinal { get; init; }

    /// <summary>The operations that delete, in UTF-8.</summary>
    public IReadOnlyList<byte[]> DeleteOperations { get; init; } = [];

    /// <summary>The operations that mean nothing to a table of current rows, in UTF-8.</summary>
    public IReadOnlyList<byte[]> IgnoredOperations { get; init; } = [];

    /// <summary>Whether rows that would not change are left alone.</summary>
    public bool SkipUnchanged { get; init; }
}
