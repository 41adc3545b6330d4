using Lakebase.Schema;

namespace Lakebase.Buffering;

/// <summary>
/// Reduces a batch to one row per key before an upsert: PostgreSQL refuses a statement that touches a row twice (21000). The reference
/// is the rows applied one by one in arrival order, so the last row of a key survives. The survivors come sorted by key: sinks that
/// write the same keys then lock them in the same order.
/// </summary>
internal static class KeyReducer
{
    /// <summary>The surviving rows, sorted by the bytes of their keys.</summary>
    /// <param name="batch">The rows; its mapping has a key.</param>
    /// <param name="nullsAreEqual">Whether the key's index says NULLS NOT DISTINCT. Otherwise a null in the key is an error.</param>
    /// <exception cref="NullKeyException">A row has a null in a key column.</exception>
    public static int[] KeepLast(RowBatch batch, bool nullsAreEqual = false)
    {
        IReadOnlyList<ColumnMapping> mappings = batch.Mapping.Columns;
        IReadOnlyList<int> ordinals = batch.Mapping.KeyOrdinals;
        ColumnBuffer[] keys = [.. ordinals.Select(ordinal => batch.Columns[ordinal])];
        if (!nullsAreEqual)
        {
            for (int i = 0; i < keys.Length; i++)
            {
                ThrowOnNull(keys[i], mappings[ordinals[i]].Target.Name, batch.RowCount);
            }
        }

        int[] rows = batch.AllRows.ToArray();
        Array.Sort(rows, (left, right) => Compare(keys, left, right) is var order and not 0 ? order : left.CompareTo(right));
        int survivors = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (i + 1 == rows.Length || Compare(keys, rows[i], rows[i + 1]) != 0)
            {
                rows[survivors++] = rows[i];
            }
        }

        Array.Resize(ref rows, survivors);
        return rows;
    }

    private static int Compare(ColumnBuffer[] keys, int left, int right)
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

    private static void ThrowOnNull(ColumnBuffer key, string name, int rowCount)
    {
        for (int row = 0; key.NullCount > 0 && row < rowCount; row++)
        {
            if (key.IsNull(row))
            {
                throw new NullKeyException(name, row);
            }
        }
    }
}
