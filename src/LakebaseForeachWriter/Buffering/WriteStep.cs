namespace Lakebase.Buffering;

/// <summary>One statement of a flush: rows of a batch to write, or keys of rows to delete. No key occurs in it twice.</summary>
/// <param name="IsDelete">Whether the rows' keys are deleted instead of written.</param>
/// <param name="Rows">The rows, in this order.</param>
internal sealed record WriteStep(bool IsDelete, ReadOnlyMemory<int> Rows)
{
    /// <summary>Columns whose values come from other rows than <see cref="Rows"/>, one for each of them.</summary>
    public IReadOnlyDictionary<int, int[]>? Folded { get; init; }

    /// <summary>A step that writes the rows as they are.</summary>
    public static WriteStep Write(ReadOnlyMemory<int> rows) => new(IsDelete: false, rows);

    /// <summary>The rows from which a column's values come.</summary>
    public ReadOnlyMemory<int> RowsOf(int ordinal) =>
        Folded is not null && Folded.TryGetValue(ordinal, out int[]? rows) ? rows : Rows;
}
