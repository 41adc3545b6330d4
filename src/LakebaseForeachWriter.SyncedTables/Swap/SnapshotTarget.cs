using Lakebase.Schema;
using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.State;
using Npgsql;

namespace Lakebase.SyncedTables.Swap;

/// <summary>What a snapshot will do with the table that is there, decided before anything starts.</summary>
/// <param name="Old">The table that is there, or null.</param>
/// <param name="Obstacles">Why it cannot be replaced; empty if it can.</param>
internal sealed record SnapshotTarget(TargetTableState? Old, IReadOnlyList<string> Obstacles)
{
    /// <summary>Whether the difference is applied instead of a swap.</summary>
    public bool AppliesDifference => Obstacles.Count > 0;

    /// <summary>Looks at the target.</summary>
    /// <exception cref="SyncedTableException">It cannot be replaced and the definition refuses the difference, or it is no table of
    /// ours.</exception>
    public static async ValueTask<SnapshotTarget> InspectAsync(
        NpgsqlConnection connection, TargetLayout layout, bool isOurs, CancellationToken cancellationToken)
    {
        await ThrowIfNoRoomAsync(connection, layout, cancellationToken).ConfigureAwait(false);
        TargetTableState? old = await TargetTableState.ReadAsync(connection, layout.Target.Name, cancellationToken).ConfigureAwait(false);
        if (old is null)
        {
            return new SnapshotTarget(null, []);
        }

        if (!isOurs || old.Kind != "r")
        {
            throw new SyncedTableException(
                $"{layout.Target}: there is {(old.Kind == "r" ? "a table" : "something that is no plain table")} of that name already, which no synced "
                + "table has made. Choose another target, or drop or rename it.");
        }

        List<string> obstacles = [.. old.Dependants.Select(dependant => $"{dependant} depends on it")];
        obstacles.AddRange(OwnColumns(old, layout).Select(column => $"column '{column}' is not of the definition, and would be lost"));
        if (obstacles.Count > 0 && layout.Definition.Dependants == DependantHandling.Refuse)
        {
            throw new SyncedTableException(
                $"{layout.Target} cannot be replaced by a new version: {string.Join("; ", obstacles)}. Remove that, or set Dependants to ApplyDifference.");
        }

        return new SnapshotTarget(old, obstacles);
    }

    /// <summary>Makes sure that the server still has all that was loaded.</summary>
    /// <param name="layout">The target.</param>
    /// <param name="loaded">The loaded table as it is, or null.</param>
    /// <exception cref="SyncedTableException">It has not.</exception>
    public static void ThrowIfLost(TargetLayout layout, TargetTableState? loaded)
    {
        // It was given its key when all its rows were compared. Without one, it is that of a standby that has taken over since and lacks
        // the end.
        if (loaded is not { PrimaryKeyName: not null })
        {
            throw new SyncedTableException(
                $"{layout.Target}: the server has lost the new version, or a part of it, after it was loaded; the run begins anew.")
            { IsTransient = true };
        }
    }

    /// <summary>Makes sure that the table that is there can take the rows of the one that was loaded.</summary>
    /// <exception cref="SyncedTableException">The definition or the source makes another table of it, or the server has lost
    /// what was loaded.</exception>
    public async ValueTask ThrowIfAnotherTableAsync(
        NpgsqlConnection connection, TargetLayout layout, QualifiedName load, CancellationToken cancellationToken)
    {
        TargetTableState? there = await TargetTableState.ReadAsync(connection, layout.Target.Name, cancellationToken).ConfigureAwait(false);
        TargetTableState? loaded = await TargetTableState.ReadAsync(connection, load, cancellationToken).ConfigureAwait(false);
        ThrowIfLost(layout, loaded);
        string? problem = there is null ? "it is gone"
            : !there.Keys.Order().SequenceEqual(loaded!.Keys.Order())
                ? $"its primary key is ({string.Join(", ", there.Keys)}), and ({string.Join(", ", loaded.Keys)}) is wanted"
            : loaded.Columns.Except(there.Columns).Select(column => $"there is no column '{column.Name}' of type {column.Type}").FirstOrDefault();
        if (problem is not null)
        {
            throw new SyncedTableException(
                $"{layout.Target}: {problem}, which needs a new table; but the target cannot be replaced: {string.Join("; ", Obstacles)}. "
                + "Remove that for one run.");
        }
    }

    // Known only to the swap otherwise, when everything is loaded.
    private static async ValueTask ThrowIfNoRoomAsync(NpgsqlConnection connection, TargetLayout layout, CancellationToken cancellationToken)
    {
        string schema = SqlIdentifier.Quote(layout.Target.Schema);
        string? problem = await connection.ScalarShortAsync<string>(
            """
            SELECT CASE WHEN to_regnamespace($1) IS NULL THEN 'there is no schema'
                WHEN NOT has_schema_privilege(to_regnamespace($1)::oid, 'CREATE') THEN 'the role ' || current_user || ' may create nothing in schema' END
            """,
            cancellationToken,
            schema).ConfigureAwait(false);
        if (problem is not null)
        {
            string remedy = problem.StartsWith("there", StringComparison.Ordinal)
                ? $"CREATE SCHEMA {schema}"
                : $"GRANT CREATE, USAGE ON SCHEMA {schema} TO …";
            throw new SyncedTableException($"{layout.Target}: {problem} '{layout.Target.Schema}'. Run once: {remedy}");
        }
    }

    private static IEnumerable<string> OwnColumns(TargetTableState old, TargetLayout layout)
    {
        // What an earlier version of the source had goes with it.
        HashSet<string> known = new(layout.Columns.Select(column => column.Name).Concat(layout.Definition.ExtraColumns.Select(column => column.ColumnName)));
        return old.Columns.Where(column => !known.Contains(column.Name) && !layout.FormerColumns.Contains(column.Name))
            .Select(column => column.Name);
    }
}
