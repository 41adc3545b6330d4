using Lakebase.Schema;

namespace Lakebase.Buffering;

/// <summary>What the operation column of a batch says about each row.</summary>
internal sealed class RowOperations(RowBatch batch)
{
    private readonly WriteRules _rules = batch.Mapping.Rules;
    private readonly ColumnBuffer? _operations = batch.Mapping.Rules.OperationOrdinal is { } ordinal ? batch.Columns[ordinal] : null;

    /// <summary>Whether the row deletes.</summary>
    public bool IsDelete(int row) => IsAmong(_rules.DeleteOperations, row);

    /// <summary>The rows that mean something, in their order.</summary>
    public ReadOnlyMemory<int> Relevant(ReadOnlyMemory<int> rows) =>
        _operations is null || _rules.IgnoredOperations.Count == 0
            ? rows
            : rows.ToArray().Where(row => !IsAmong(_rules.IgnoredOperations, row)).ToArray();

    /// <summary>Each row by itself, in its order: what all other plans must come to.</summary>
    public IReadOnlyList<WriteStep> OneByOne(ReadOnlyMemory<int> rows) =>
        [.. Relevant(rows).ToArray().Select(row => new WriteStep(IsDelete(row), new[] { row }))];

    private bool IsAmong(IReadOnlyList<byte[]> names, int row)
    {
        foreach (byte[] name in names)
        {
            if (_operations is not null && _operations.Value(row).SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }
}
