using Lakebase.Connections;
using Lakebase.DeadLetters;
using Lakebase.Diagnostics;
using Lakebase.Ledger;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>How far a partition's epoch has come: the one place that counts what is committed.</summary>
/// <remarks>Used by one task at a time.</remarks>
internal sealed class EpochProgress(
    LakebaseWriterOptions options, WriterContext context, PartitionLedger? ledger, TimeProvider time, ILogger logger)
{
    private PendingCommit? _pending;

    /// <summary>Rows of the epoch, from its first one on, with which nothing remains to be done.</summary>
    public long Position { get; private set; }

    /// <summary>Rows that their table refused and that were put aside.</summary>
    public int DeadLetters { get; private set; }

    /// <summary>Rows committed, key duplicates included.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows that an earlier attempt had committed, as the ledger says.</summary>
    public long ReplayedRows { get; private set; }

    /// <summary>Rows that the ledger knows of and this attempt was not given.</summary>
    public long MissingRows => ledger is null || ledger.IsEpochOver ? 0 : Math.Max(0, ledger.RowsDone - Position);

    /// <summary>Whether a ledger goes along with every commit, and knows what became of one whose answer was lost.</summary>
    public bool HasLedger => ledger is not null;

    /// <summary>Transactions committed.</summary>
    public long Batches { get; private set; }

    /// <summary>The path of the last try; empty before the first.</summary>
    public string LastPath { get; set; } = "";

    /// <summary>How many of the next rows an earlier attempt has committed; they are done with.</summary>
    public int SkipReplayed(int rows)
    {
        int replayed = ledger is { IsEpochOver: true } ? rows : (int)Math.Min(rows, MissingRows);
        Position += replayed;
        ReplayedRows += replayed;
        return replayed;
    }

    /// <summary>A commit's answer was lost.</summary>
    public void Doubt() => ledger?.Doubt();

    /// <summary>
    /// Before a try: finds out whether the commit whose answer was lost is there, and counts it if so. No I/O without a ledger or without
    /// a doubt.
    /// </summary>
    public async ValueTask ResolveAsync(PooledConnection connection, CancellationToken cancellationToken)
    {
        if (ledger is not { IsInDoubt: true })
        {
            return;
        }

        await ledger.ResolveAsync(connection, cancellationToken).ConfigureAwait(false);
        bool isThere = _pending is not null && ledger.RowsDone == Position + _pending.Rows;
        if (!isThere && ledger.RowsDone != Position)
        {
            throw new SupersededAttemptException(options.LedgerTable!);
        }

        logger.CommitResolved(isThere ? "is" : "is not", options.Table, context.Partition, context.Epoch);
        if (isThere)
        {
            Committed(_pending!.SentRows);
        }
    }

    /// <summary>Commits a transaction, and counts what it holds as soon as the server has said so.</summary>
    public async ValueTask CommitAsync(FlushTransaction transaction, PendingCommit commit, CancellationToken cancellationToken)
    {
        _pending = commit;
        ledger?.AddAdvance(transaction, Position + commit.Rows);
        try
        {
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException superseded) when (LedgerTable.SaysSuperseded(superseded))
        {
            throw new SupersededAttemptException(options.LedgerTable!);
        }

        Committed(transaction.AffectedRows);
    }

    private void Committed(int affectedRows)
    {
        PendingCommit commit = _pending!;
        _pending = null;
        TimeSpan elapsed = time.GetElapsedTime(commit.StartedAt);
        int skipped = Math.Max(0, commit.SentRows - affectedRows);
        int letters = commit.DeadLetters.Count;
        int rows = commit.Rows - letters;
        Position += commit.Rows;
        ledger?.Advanced(Position);
        Rows += rows;
        DeadLetters += letters;
        if (letters > 0)
        {
            LakebaseMetrics.RowsPutAside(options.Mode, commit.DeadLetters.Select(letter => letter.SqlState));
            DeadLetter first = commit.DeadLetters[0];
            logger.RowsPutAside(
                letters, options.Table, commit.DeadLettersIn, first.SqlState, first.Reason, context.Partition, context.Epoch);
        }

        if (rows > 0)
        {
            Batches++;
            LakebaseMetrics.BatchWritten(
                LastPath, options.Mode, commit.SentRows - skipped, Math.Max(0, rows - commit.SentRows), commit.Bytes, elapsed);
            LakebaseMetrics.RowsSkipped(LastPath, options.Mode, skipped);
            logger.BatchWritten(rows, LastPath, elapsed.TotalMilliseconds, context.Partition, context.Epoch);
        }
    }
}

/// <summary>What becomes true with a commit.</summary>
/// <param name="Rows">Rows of the epoch that it settles, in arrival order.</param>
/// <param name="SentRows">Rows that were sent to the table: without those that a later row of their key replaces.</param>
/// <param name="Bytes">Their encoded bytes.</param>
/// <param name="StartedAt">The clock's timestamp when their flush began.</param>
internal sealed record PendingCommit(int Rows, int SentRows, long Bytes, long StartedAt)
{
    /// <summary>Rows among them that the table refused.</summary>
    public IReadOnlyList<DeadLetter> DeadLetters { get; init; } = [];

    /// <summary>Where those are.</summary>
    public string DeadLettersIn { get; init; } = "";
}
