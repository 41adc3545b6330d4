using Lakebase.SyncedTables.Changes;
using Lakebase.SyncedTables.Snapshot;
using Lakebase.SyncedTables.Source;
using Lakebase.SyncedTables.State;
using Microsoft.Extensions.Logging;

namespace Lakebase.SyncedTables.Runs;

/// <summary>Brings a target up to the source's latest version: by a snapshot, or by the changes since the last run.</summary>
internal sealed class TableRun(RunContext context)
{
    private readonly SyncedTableDefinition _definition = context.Definition;

    /// <summary>Brings it up to date once.</summary>
    /// <returns>Whether there was anything to do.</returns>
    public async ValueTask<bool> RunAsync(CancellationToken cancellationToken)
    {
        SyncedTableStatus before = await ReadStatusAsync(cancellationToken).ConfigureAwait(false);
        if (_definition.SchedulingPolicy == SchedulingPolicy.Snapshot)
        {
            await SnapshotAsync(before, null, null, cancellationToken).ConfigureAwait(false);
            return true;
        }

        // Of two applications with two definitions, the one that comes second finds the table that the other one has made.
        bool isAnotherTable = DefinitionJson.WriteShape(before.Definition) != DefinitionJson.WriteShape(_definition);
        if (isAnotherTable || before is not { SourceId: not null, LastVersion: { } watermark })
        {
            await SnapshotAsync(before, null, null, cancellationToken).ConfigureAwait(false);
            return true;
        }

        // Asked first, as it is the answer that changes least often and costs least.
        IReadOnlyList<Commit> newest = await context.Source.ListLatestAsync(cancellationToken).ConfigureAwait(false);
        Commit latest = newest.Count > 0
            ? newest[0]
            : throw new SyncedTableException($"{context.Target}: the log of {context.Source.Relation} is empty.") { IsTransient = true };
        if (latest.Version == watermark && (context.Source.IsUnchanged(newest) ?? latest.Time == before.LastCommitTime))
        {
            context.Source.Remember(newest);
            return false;
        }

        SourceState source = await context.Source.LookAsync(latest, cancellationToken).ConfigureAwait(false);
        await CheckSourceAsync(source, cancellationToken).ConfigureAwait(false);
        try
        {
            ThrowIfOtherTable(before, source, watermark);
            context.Source.Remember(newest);
            if (source.Version == watermark)
            {
                return false;
            }

            await ApplyUpToAsync(source, newest, cancellationToken).ConfigureAwait(false);
        }
        catch (ChangeFeedGapException gap)
        {
            context.Logger.SnapshotInstead(context.Target, gap.Message);
            SyncedTableStatus now = await ReadStatusAsync(cancellationToken).ConfigureAwait(false);
            await SnapshotAsync(now, null, $"a snapshot was made: {gap.Message}", cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private async ValueTask ApplyUpToAsync(SourceState source, IReadOnlyList<Commit> newest, CancellationToken cancellationToken)
    {
        while (await ReadStatusAsync(cancellationToken).ConfigureAwait(false) is { LastVersion: { } done } before && done < source.Version)
        {
            Commit[] known = [.. newest.Where(commit => commit.Version > done).OrderBy(commit => commit.Version)];
            IReadOnlyList<Commit> commits = known.Length == source.Version - done
                ? known
                : await context.Source.ListCommitsAsync(done, source.Version!.Value, cancellationToken).ConfigureAwait(false);
            ChangeRange range = commits.Count == 0
                ? throw new ChangeFeedGapException($"the log of version {done + 1} was cleaned up")
                : ChangeRange.Take(commits, done, _definition);
            await BeginAsync(before, run => new ChangeRun(context).RunAsync(run, before, source, range, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private async ValueTask SnapshotAsync(
        SyncedTableStatus before, SourceState? known, string? message, CancellationToken cancellationToken)
    {
        SourceState source = known ?? await context.Source.LookAsync(null, cancellationToken).ConfigureAwait(false);
        await CheckSourceAsync(source, cancellationToken).ConfigureAwait(false);
        await BeginAsync(before, run => new SnapshotRun(context).RunAsync(run, before, source, message, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }

    private async ValueTask CheckSourceAsync(SourceState source, CancellationToken cancellationToken)
    {
        if (await context.Source.FindLossySettingAsync(cancellationToken).ConfigureAwait(false) is { } setting)
        {
            throw new SyncedTableException(
                $"{context.Target}: {setting} is on, and with it rows of missing files would be missing without an error. "
                + "Turn it off in this session.");
        }

        if (_definition.SchedulingPolicy == SchedulingPolicy.Snapshot)
        {
            return;
        }

        if (!source.IsDelta)
        {
            throw new SyncedTableException(
                $"{context.Target}: {context.Source.Relation} is no Delta table, so it keeps no record of changes: set SchedulingPolicy to "
                + "Snapshot.");
        }

        if (!source.HasChangeFeed)
        {
            throw new SyncedTableException(
                $"{context.Target}: {_definition.SchedulingPolicy} needs the source's change data feed. Run once: "
                + $"ALTER TABLE {context.Source.Relation} SET TBLPROPERTIES (delta.enableChangeDataFeed = true)");
        }
    }

    // Delta moves times of commits by milliseconds, so that they grow, and how far depends on which ones were asked for: with the same id,
    // a time that is about the same is the same.
    private static bool IsSame(DateTimeOffset? one, DateTimeOffset? other) => (one - other)?.Duration() < TimeSpan.FromSeconds(1);

    private static void ThrowIfOtherTable(SyncedTableStatus before, SourceState source, long watermark)
    {
        if (source.DeltaId != before.SourceId)
        {
            throw new ChangeFeedGapException("the source is another Delta table than before (it was dropped and made again)");
        }

        if (source.Version < watermark || (source.Version == watermark && !IsSame(source.CommitTime, before.LastCommitTime)))
        {
            throw new ChangeFeedGapException("the source's latest version is older than the target's");
        }
    }

    private ValueTask BeginAsync(SyncedTableStatus before, Func<Guid, ValueTask> work, CancellationToken cancellationToken)
    {
        SyncedTableState state = before.LastAction is null ? SyncedTableState.ProvisioningInitialSnapshot
            : _definition.SchedulingPolicy == SchedulingPolicy.Continuous ? SyncedTableState.OnlineContinuousUpdate
            : SyncedTableState.OnlineTriggeredUpdate;
        return new BegunRun(context.Database, context.State, context.Logger).RunAsync(before, state, work, cancellationToken);
    }

    private async ValueTask<SyncedTableStatus> ReadStatusAsync(CancellationToken cancellationToken)
    {
        DriverConnection connection = await context.Database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await context.State.FindAsync(connection.Connection, context.Target, cancellationToken).ConfigureAwait(false)
                ?? throw new SyncedTableException($"{context.Target}: the synced table was deleted.");
        }
    }
}
