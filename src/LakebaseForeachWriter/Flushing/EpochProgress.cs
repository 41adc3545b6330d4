using Lakebase.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Lakebase.Flushing;

/// <summary>How far a partition's epoch has come: the one place that counts what is committed.</summary>
/// <remarks>Used by one task at a time.</remarks>
internal sealed class EpochProgress(LakebaseWriterOptions options, WriterContext context, TimeProvider time, ILogger logger)
{
    private PendingCommit? _pending;

    /// <summary>Rows of the epoch, from its first one on, with which nothing remains to be done.</summary>
    public long Position { get; private set; }

    /// <summary>Rows committed, key duplicates included.</summary>
    public long Rows { get; private set; }

    /// <summary>Transactions committed.</summary>
    public long Batches { get; private set; }

    /// <summary>The path of the last try; empty before the first.</summary>
    public string LastPath { get; set; } = "";

    /// <summary>Commits a transaction, and counts what it holds as soon as the server has said so.</summary>
    public async ValueTask CommitAsync(FlushTransaction transaction, PendingCommit commit, CancellationToken cancellationToken)
    {
        _pending = commit;
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        Committed(transaction.AffectedRows);
    }

    private void Committed(int affectedRows)
    {
        PendingCommit commit = _pending!;
        _pending = null;
        TimeSpan elapsed = time.GetElapsedTime(commit.StartedAt);
        int skipped = Math.Max(0, commit.SentRows - affectedRows);
        Position += commit.Rows;
        Rows += commit.Rows;
        Batches++;
        LakebaseMetrics.BatchWritten(
            LastPath, options.Mode, commit.SentRows - skipped, Math.Max(0, commit.Rows - commit.SentRows), commit.Bytes, elapsed);
        LakebaseMetrics.RowsSkipped(LastPath, options.Mode, skipped);
        logger.BatchWritten(commit.Rows, LastPath, elapsed.TotalMilliseconds, context.Partition, context.Epoch);
    }
}

/// <summary>What becomes true with a commit.</summary>
/// <param name="Rows">Rows of the epoch that it settles, in arrival order.</param>
/// <param name="SentRows">Rows that were sent to the table: without those that a later row of their key replaces.</param>
/// <param name="Bytes">Their encoded bytes.</param>
/// <param name="StartedAt">The clock's timestamp when their flush began.</param>
internal sealed record PendingCommit(int Rows, int SentRows, long Bytes, long StartedAt);
