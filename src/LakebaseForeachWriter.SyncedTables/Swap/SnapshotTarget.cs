using Lakebase.SyncedTables.Layout;
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
        obstacles.AddRange(OwnColumns(old, layout).Select(column => $"column '{column}' is not of the definition, and its values would be lost"));
        if (obstacles.Count > 0 && layout.Definition.Dependants == DependantHandling.Refuse)
        {
            throw new SyncedTableException(
                $"{layout.Target} cannot be replaced by a new version: {string.Join("; ", obstacles)}. Remove that, or set Dependants to ApplyDifference.");
        }

        return new SnapshotTarget(old, obstacles);
    }

    private static IEnumerable<string> OwnColumns(TargetTableState old, TargetLayout layout)
    {
        // What an earlier version of the source had goes with it.
        HashSet<string> known = new(layout.Columns.Select(column => column.Name).Concat(layout.Definition.ExtraColumns.Select(column => column.ColumnName)));
        return old.Columns.Where(column => !column.IsGenerated && !known.Contains(column.Name) && !layout.FormerColumns.Contains(column.Name))
            .Select(column => column.Name);
    }
}
