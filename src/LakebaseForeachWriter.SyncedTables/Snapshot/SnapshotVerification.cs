using Lakebase.Schema;
using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.Runs;
using Lakebase.SyncedTables.Source;
using Lakebase.SyncedTables.State;
using Npgsql;

namespace Lakebase.SyncedTables.Snapshot;

/// <summary>Compares a loaded table with its source, as much as the definition asks for. Both sides can be read at the same
/// time.</summary>
internal sealed class SnapshotVerification(RunContext context, TargetLayout layout, SourceState source)
{
    private bool CountsOnly => layout.Definition.Verification == VerificationLevel.RowCount;

    /// <summary>What the source has, read anew.</summary>
    public Task<IReadOnlyList<RangeChecksum>> OfSourceAsync(CancellationToken cancellationToken) => CountsOnly
        ? context.Source.UseVersionAsync(
            "count rows", source.Version, rows => OnlyRows(SnapshotRows.Select(rows, layout).Count()), cancellationToken)
        : context.Source.UseVersionAsync(
            "checksums", source.Version, rows => Checksum.OfSource(SnapshotRows.Select(rows, layout), layout), cancellationToken);

    /// <summary>What the table has.</summary>
    public async ValueTask<IReadOnlyList<RangeChecksum>> OfTableAsync(
        NpgsqlConnection connection, QualifiedName table, CancellationToken cancellationToken) => CountsOnly
        ? OnlyRows(await connection.ScalarAsync<long>($"SELECT count(*) FROM {table.ToSql()}", cancellationToken).ConfigureAwait(false))
        : await Checksum.OfTableAsync(connection, table, layout, cancellationToken).ConfigureAwait(false);

    /// <summary>Compares them.</summary>
    /// <exception cref="SyncedTableException">They differ.</exception>
    public void Compare(IReadOnlyList<RangeChecksum> ofSource, IReadOnlyList<RangeChecksum> ofTable)
    {
        if (ofSource.SequenceEqual(ofTable))
        {
            return;
        }

        string rows = $"the source has {ofSource.Sum(one => one.Rows)} rows, and {ofTable.Sum(one => one.Rows)} were copied";
        string[] ranges = [.. ofSource.Except(ofTable).Concat(ofTable.Except(ofSource)).Select(one => one.Range).Distinct().Order()];
        throw new SyncedTableException(
            $"{context.Target}: the copy is not what the source has: "
            + (CountsOnly ? rows : $"checksums differ in {ranges.Length} of 16 ranges ({string.Join(", ", ranges)}); {rows}")
            + ". The target was left as it is. If the source has no versions (a view, Parquet), it may have changed meanwhile: run again.")
        { IsTransient = true };
    }

    private static IReadOnlyList<RangeChecksum> OnlyRows(long rows) => [new RangeChecksum("", rows, "")];
}
