using Lakebase.Schema;

namespace Lakebase.Buffering;

/// <summary>
/// Reduces rows to statements in which no key occurs twice, which PostgreSQL refuses (21000). The reference is the rows applied one by one
/// in arrival order: whatever the rules, the table ends up the same.
/// </summary>
internal sealed class KeyReduction
{
    private readonly RowBatch _batch;
    private readonly WriteRules _rules;
    private readonly KeyGroups _groups;
    private readonly RowOperations _operations;
    private readonly bool _mustDeleteFirst;

    /// <summary>The columns that a row takes from another row of its key.</summary>
    private readonly int[] _folded;

    private KeyReduction(RowBatch batch, KeyGroups groups)
    {
        _batch = batch;
        _rules = batch.Mapping.Rules;
        _groups = groups;
        _operations = new RowOperations(batch);

        // A key may be spelled in several ways; the row is inserted with the first and keeps it.
        bool keepsSpelling = !batch.Mapping.HasExactKey;
        _folded = [.. _rules.CoalesceOrdinals, .. keepsSpelling ? batch.Mapping.KeyOrdinals : []];
        _mustDeleteFirst = _rules.CoalesceOrdinals.Count > 0 || batch.Mapping.KeepsOnOverwrite || keepsSpelling;
    }

    /// <summary>The statements, in their order.</summary>
    public static IReadOnlyList<WriteStep> Plan(RowBatch batch, KeyGroups groups)
    {
        KeyReduction reduction = new(batch, groups);
        return reduction.NeedsRounds() ? reduction.Rounds() : reduction.Reduce();
    }

    /// <summary>
    /// Where what a row does depends on the row in the table, which only the server knows. Outside a partial index each row is inserted, so
    /// none may be left out.
    /// </summary>
    private bool NeedsRounds() =>
        _batch.Mapping.ConflictIndex?.Predicate is not null
        || (_rules.VersionOrdinal is { } version
            && (_rules.CoalesceOrdinals.Count > 0
                || !KeyExactness.IsOrdered(_batch.Mapping.Columns[version])
                || HasDeletes()));

    private bool HasDeletes()
    {
        for (int group = 0; group < _groups.Count; group++)
        {
            foreach (int row in _groups[group])
            {
                if (_operations.IsDelete(row))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The i-th row of each key goes into the i-th round: a delete and a write, which have no key in common.</summary>
    private List<WriteStep> Rounds()
    {
        List<(List<int> Deletes, List<int> Writes)> rounds = [];
        for (int group = 0; group < _groups.Count; group++)
        {
            ReadOnlySpan<int> rows = _groups[group];
            for (int i = 0; i < rows.Length; i++)
            {
                if (i == rounds.Count)
                {
                    rounds.Add(([], []));
                }

                (_operations.IsDelete(rows[i]) ? rounds[i].Deletes : rounds[i].Writes).Add(rows[i]);
            }
        }

        List<WriteStep> steps = [];
        foreach ((List<int> deletes, List<int> writes) in rounds)
        {
            AddStep(steps, isDelete: true, deletes);
            AddStep(steps, isDelete: false, writes);
        }

        return steps;
    }

    /// <summary>
    /// Nothing from before a key's last delete is left after it, so a key needs that delete and one row that the rows behind it come to.
    /// </summary>
    private List<WriteStep> Reduce()
    {
        List<int> deletes = [];
        List<int> writes = [];
        Dictionary<int, List<int>> folded = _folded.ToDictionary(ordinal => ordinal, _ => new List<int>());
        for (int group = 0; group < _groups.Count; group++)
        {
            ReadOnlySpan<int> rows = _groups[group];
            int lastDelete = LastDelete(rows);
            ReadOnlySpan<int> written = rows[(lastDelete + 1)..];
            if (lastDelete >= 0 && (written.IsEmpty || _mustDeleteFirst))
            {
                deletes.Add(rows[lastDelete]);
            }

            if (!written.IsEmpty)
            {
                writes.Add(_rules.VersionOrdinal is { } version ? HighestVersion(_batch.Columns[version], written) : written[^1]);
                foreach ((int ordinal, List<int> sources) in folded)
                {
                    sources.Add(_rules.CoalesceOrdinals.Contains(ordinal) ? LastValue(_batch.Columns[ordinal], written) : written[0]);
                }
            }
        }

        List<WriteStep> steps = [];
        AddStep(steps, isDelete: true, deletes);
        AddStep(steps, isDelete: false, writes, folded.ToDictionary(column => column.Key, column => column.Value.ToArray()));
        return steps;
    }

    private int LastDelete(ReadOnlySpan<int> rows)
    {
        int i = rows.Length - 1;
        while (i >= 0 && !_operations.IsDelete(rows[i]))
        {
            i--;
        }

        return i;
    }

    private static int LastValue(ColumnBuffer column, ReadOnlySpan<int> rows)
    {
        for (int i = rows.Length - 1; i >= 0; i--)
        {
            if (!column.IsNull(rows[i]))
            {
                return rows[i];
            }
        }

        return rows[^1];
    }

    /// <summary>The first of those with the highest version; a null is the lowest.</summary>
    private static int HighestVersion(ColumnBuffer versions, ReadOnlySpan<int> rows)
    {
        int highest = rows[0];
        foreach (int row in rows[1..])
        {
            if (!versions.IsNull(row)
                && (versions.IsNull(highest) || CompareSigned(versions.Value(row), versions.Value(highest)) > 0))
            {
                highest = row;
            }
        }

        return highest;
    }

    // Big-endian and of one length: only the first bit, the sign, makes the order another one than that of the bytes.
    private static int CompareSigned(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int signs = ((sbyte)left[0]).CompareTo((sbyte)right[0]);
        return signs != 0 ? signs : left.SequenceCompareTo(right);
    }

    private static void AddStep(List<WriteStep> steps, bool isDelete, List<int> rows, IReadOnlyDictionary<int, int[]>? folded = null)
    {
        if (rows.Count > 0)
        {
            steps.Add(new WriteStep(isDelete, rows.ToArray()) { Folded = folded is { Count: > 0 } ? folded : null });
        }
    }
}
