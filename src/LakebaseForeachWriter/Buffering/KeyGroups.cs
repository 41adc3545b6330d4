using Lakebase.Schema;

namespace Lakebase.Buffering;

/// <summary>
/// Rows sorted by key, those of one key in arrival order. Sinks that write the same keys then lock them in the same order.
/// </summary>
internal sealed class KeyGroups
{
    private readonly ReadOnlyMemory<int> _rows;

    // Where each key's rows end in _rows.
    private readonly List<int> _ends = [];

    private KeyGroups(ReadOnlyMemory<int> rows, Func<int, int, bool> isSameKey)
    {
        _rows = rows;
        ReadOnlySpan<int> sorted = rows.Span;
        for (int i = 1; i <= sorted.Length; i++)
        {
            if (i == sorted.Length || !isSameKey(sorted[i - 1], sorted[i]))
            {
                _ends.Add(i);
            }
        }
    }

    /// <summary>Different keys.</summary>
    public int Count => _ends.Count;

    /// <summary>The rows of one key in arrival order.</summary>
    public ReadOnlySpan<int> this[int group] => _rows.Span[(group == 0 ? 0 : _ends[group - 1]).._ends[group]];

    /// <summary>Groups rows by the bytes of their keys.</summary>
    public static KeyGroups ByBytes(RowBatch batch, ReadOnlyMemory<int> rows)
    {
        ColumnBuffer[] keys = [.. batch.Mapping.KeyOrdinals.Select(ordinal => batch.Columns[ordinal])];
        return new KeyGroups(batch.InKeyOrder(rows), (left, right) => KeyOrder.Compare(keys, left, right) == 0);
    }

    /// <summary>Groups rows by numbers that stand for their keys, one for each of the rows.</summary>
    public static KeyGroups ByRank(ReadOnlyMemory<int> rows, IReadOnlyList<long> ranks)
    {
        int[] sorted = rows.ToArray();
        Dictionary<int, long> rankOf = sorted.Zip(ranks).ToDictionary(pair => pair.First, pair => pair.Second);
        Array.Sort(sorted, (left, right) => rankOf[left].CompareTo(rankOf[right]) is var order and not 0 ? order : left.CompareTo(right));
        return new KeyGroups(sorted, (left, right) => rankOf[left] == rankOf[right]);
    }

    /// <summary>Throws where a key has a null, unless the key's index says NULLS NOT DISTINCT.</summary>
    /// <exception cref="NullKeyException">A row has a null in a key column.</exception>
    public static void ThrowOnNull(RowBatch batch, ReadOnlyMemory<int> rows)
    {
        if (batch.Mapping.ConflictIndex is { NullsNotDistinct: true })
        {
            return;
        }

        foreach (int ordinal in batch.Mapping.KeyOrdinals)
        {
            ColumnBuffer key = batch.Columns[ordinal];
            foreach (int row in key.NullCount > 0 ? rows.Span : [])
            {
                if (key.IsNull(row))
                {
                    throw new NullKeyException(batch.Mapping.Columns[ordinal].Target.Name, row);
                }
            }
        }
    }
}
