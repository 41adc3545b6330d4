using System.Buffers;

namespace Lakebase.Buffering;

/// <summary>
/// Sorts rows by their keys' bytes. An index takes keys that are near each other one after the other in much less time than the same keys
/// in any order: its pages are still in the processor's cache (docs/performance.md). Pure.
/// </summary>
internal static class KeyOrder
{
    /// <summary>
    /// Rows by as much of their keys as fits into 64 bits, which is enough for an index' sake; those alike there, and so all of one key, in
    /// arrival order. Rows that are in order already come back as they are.
    /// </summary>
    public static ReadOnlyMemory<int> Roughly(ReadOnlySpan<ColumnBuffer> keys, ReadOnlyMemory<int> rows)
    {
        if (keys.IsEmpty)
        {
            return rows;
        }

        using Prefixes prefixes = new(keys, rows.Span);
        if (IsAscending(prefixes.Values))
        {
            return rows;
        }

        int[] sorted = rows.ToArray();
        prefixes.Values.Sort(sorted.AsSpan());
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            end = EndOfAlike(prefixes.Values, start);
            sorted.AsSpan(start..end).Sort();
        }

        return sorted;
    }

    /// <summary>Rows by their whole keys, those of one key in arrival order.</summary>
    public static int[] Exactly(ReadOnlySpan<ColumnBuffer> keys, ReadOnlyMemory<int> rows)
    {
        int[] sorted = rows.ToArray();
        using Prefixes owner = new(keys, sorted);
        Span<ulong> prefixes = owner.Values;
        prefixes.Sort(sorted.AsSpan());
        ColumnBuffer[] columns = keys.ToArray();
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            end = EndOfAlike(prefixes, start);
            if (end - start > 1)
            {
                sorted.AsSpan(start..end).Sort(
                    (left, right) => Compare(columns, left, right) is var order and not 0 ? order : left.CompareTo(right));
            }
        }

        return sorted;
    }

    /// <summary>Which of two rows has the lower key: negative the left one, 0 neither.</summary>
    public static int Compare(ReadOnlySpan<ColumnBuffer> keys, int left, int right)
    {
        foreach (ColumnBuffer key in keys)
        {
            int order = key.Field(left).SequenceCompareTo(key.Field(right));
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static bool IsAscending(ReadOnlySpan<ulong> prefixes)
    {
        for (int i = 1; i < prefixes.Length; i++)
        {
            if (prefixes[i] < prefixes[i - 1])
            {
                return false;
            }
        }

        return true;
    }

    private static int EndOfAlike(ReadOnlySpan<ulong> prefixes, int start)
    {
        int end = start + 1;
        while (end < prefixes.Length && prefixes[end] == prefixes[start])
        {
            end++;
        }

        return end;
    }

    // Borrowed, as every flush needs them for a moment.
    private readonly ref struct Prefixes
    {
        private readonly ulong[] _memory;
        private readonly int _count;

        public Prefixes(ReadOnlySpan<ColumnBuffer> keys, ReadOnlySpan<int> rows)
        {
            _count = rows.Length;
            _memory = ArrayPool<ulong>.Shared.Rent(2 * _count);
            KeyPrefix.Fill(Values, keys, rows, _memory.AsSpan(_count, _count));
        }

        public Span<ulong> Values => _memory.AsSpan(0, _count);

        public void Dispose() => ArrayPool<ulong>.Shared.Return(_memory);
    }
}
