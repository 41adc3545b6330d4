using Lakebase.SyncedTables.Layout;
using Npgsql;

namespace Lakebase.SyncedTables.State;

/// <summary>The first thing that every transaction does which changes a target.</summary>
internal static class WatermarkCheck
{
    /// <summary>Locks the target's row and makes sure that the run may still change the target.</summary>
    /// <param name="connection">The connection, in a transaction.</param>
    /// <param name="state">The metadata.</param>
    /// <param name="layout">The target.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="expectedVersion">The version that the target must have; null for any.</param>
    /// <exception cref="SyncedTableException">Another run has begun since, or the table was deleted.</exception>
    public static async ValueTask LockAsync(
        NpgsqlConnection connection,
        StateStore state,
        TargetLayout layout,
        Guid run,
        CancellationToken cancellationToken,
        long? expectedVersion = null)
    {
        string target = layout.Target.ToString();
        Watermark? watermark = await state.LockAsync(connection, target, cancellationToken).ConfigureAwait(false);
        if (watermark is null)
        {
            throw new SyncedTableException($"{target}: the synced table was deleted during the run.");
        }

        if (watermark.RunId != run || (expectedVersion is { } version && watermark.Version != version))
        {
            throw Superseded(target);
        }
    }

    /// <summary>The error of a run that has lost its turn.</summary>
    public static SyncedTableException Superseded(string target, Exception? cause = null) =>
        new($"{target}: another application has begun a run of this synced table; this run is given up.", cause) { IsSuperseded = true };
}
