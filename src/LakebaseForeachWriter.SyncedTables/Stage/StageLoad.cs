using Lakebase.Schema;
using Lakebase.SyncedTables.Runs;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.SyncedTables.Stage;

/// <summary>Runs a frame's partitions into a table, and reports how far they are.</summary>
internal static class StageLoad
{
    /// <summary>The first partition's number in a run's second load.</summary>
    public const int SecondLoad = 1_000_000_000;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>The work for Spark: copies the frame's rows.</summary>
    public static bool Copy(DataFrame rows, RunContext context, Guid run, QualifiedName table, int firstPartition = 0)
    {
        LakebaseWriterOptions options = context.WriterOptions.Clone();
        options.Table = table.ToString();
        options.InvalidValues = context.Definition.InvalidValues;
        rows.ForeachPartition(new StageWriter((StructType)rows.Schema(), options, context.State.Metadata.Partitions, run, firstPartition));
        return true;
    }

    /// <summary>Waits for a load, and tells meanwhile how many rows are there.</summary>
    public static async Task AwaitAsync(
        RunContext context, Guid run, long? version, Task<long>? rowsTotal, Task load, CancellationToken cancellationToken)
    {
        // A count that fails is not shown.
        _ = rowsTotal?.ContinueWith(count => count.Exception, TaskScheduler.Default);
        context.Report(SyncPhase.Loading, version, 0, Known(rowsTotal));
        while (context.Progress is not null && !load.IsCompleted)
        {
            Task pause = Task.Delay(ProgressInterval, context.Time, cancellationToken);
            if (await Task.WhenAny(load, pause).ConfigureAwait(false) == load || cancellationToken.IsCancellationRequested)
            {
                break;
            }

            long rows = await CountAsync(context, run, cancellationToken).ConfigureAwait(false);
            context.Report(SyncPhase.Loading, version, rows, Known(rowsTotal));
        }

        await load.ConfigureAwait(false);
    }

    private static long? Known(Task<long>? count) => count is { IsCompletedSuccessfully: true } ? count.Result : null;

    private static async ValueTask<long> CountAsync(RunContext context, Guid run, CancellationToken cancellationToken)
    {
        try
        {
            DriverConnection connection = await context.Database.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                return await LoadedPartitions.CountAsync(connection.Connection, context.State.Metadata, run, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        catch (Exception lost) when (lost is SyncedTableException or Npgsql.NpgsqlException or OperationCanceledException
            or InvalidOperationException or IOException or TimeoutException)
        {
            // It is about a display; the load itself will say what is wrong.
            return 0;
        }
    }
}
