using Lakebase.Schema;
using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.Runs;
using Lakebase.SyncedTables.Source;
using Lakebase.SyncedTables.State;
using Npgsql;

namespace Lakebase.SyncedTables.Snapshot;

/// <summary>Compares a loaded table with its source.</summary>
internal sealed class SnapshotVerification(RunContext context)
{
    /// <summary>Compares as much as the definition asks for; both sides work at the same time.</summary>
    /// <exception cref="SyncedTableException">They differ.</exception>
    public async ValueTask RunAsync(
        NpgsqlConnection connection, TargetLayout layout, QualifiedName load, SourceState source, CancellationToken cancellationToken)
    {
        if (layout.Definition.Verification == VerificationLevel.RowCount)
        {
            long expected = await context.Source.UseVersionAsync(
                "count rows", source.Version, rows => SnapshotRows.Select(rows, layout).Count(), cancellationToken).ConfigureAwait(false);
            long there = await connection.ScalarAsync<long>($"SELECT count(*) FROM {load.ToSql()}", cancellationToken)
                .ConfigureAwait(false);
            if (expected != there)
            {
                throw Differs($"the source has {expected} rows, and {there} were copied");
            }

            return;
        }

        Task<IReadOnlyList<RangeChecksum>> ofSource = context.Source.UseVersionAsync(
            "checksums", source.Version, rows => Checksum.OfSource(SnapshotRows.Select(rows, layout), layout), cancellationToken);
        IReadOnlyList<RangeChecksum> ofTable =
            await Checksum.OfTableAsync(connection, load, layout, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<RangeChecksum> wanted = await ofSource.ConfigureAwait(false);
        if (!wanted.SequenceEqual(ofTable))
        {
            string[] ranges = [.. wanted.Except(ofTable).Concat(ofTable.Except(wanted)).Select(one => one.Range).Distinct().Order()];
            throw Differs(
                $"checksums differ in {ranges.Length} of 16 ranges ({string.Join(", ", ranges)}); the source has {wanted.Sum(one => one.Rows)} rows, "
                + $"and {ofTable.Sum(one => one.Rows)} were copied");
        }
    }

    private SyncedTableException Differs(string how) => new(
        $"{context.Target}: the copy is not what the source has: {how}. The target was left as it is. If the source has no versions (a view, Parquet), "
        + "it may have changed meanwhile: run again.")
    { IsTransient = true };
}
