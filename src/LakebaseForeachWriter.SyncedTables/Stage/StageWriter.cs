using Lakebase.Schema;
using Lakebase.Spark;
using Lakebase.SparkRows.Frames;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.SyncedTables.Stage;

/// <summary>
/// What runs on the executors: copies a partition's rows into the run's table, and in the same transaction writes down that the
/// partition is there. Of several attempts of a partition one commits; the others find it done.
/// </summary>
[Serializable]
internal sealed class StageWriter : IForeachWriter, IForeachTaskAware, IRowFrameWriter
{
    private readonly string _schemaJson;
    private readonly LakebaseWriterOptions _options;
    private readonly string _partitions;
    private readonly string _run;
    private readonly int _firstPartition;

    [NonSerialized]
    private ForeachTask? _task;

    [NonSerialized]
    private StageSession? _session;

    /// <summary>A writer of a run.</summary>
    /// <param name="schema">The schema of the frame.</param>
    /// <param name="options">The connection, what becomes of invalid values, and as its table the one to load.</param>
    /// <param name="partitions">The table of finished partitions, quoted.</param>
    /// <param name="run">The run.</param>
    /// <param name="firstPartition">The number under which the first partition is written down: a run's second load has its own.</param>
    public StageWriter(StructType schema, LakebaseWriterOptions options, string partitions, Guid run, int firstPartition)
    {
        _firstPartition = firstPartition;
        _schemaJson = schema.Json;
        _options = options.Clone();
        _partitions = partitions;
        _run = run.ToString();
    }

    public void OnTask(ForeachTask task) => _task = task;

    public bool Open(long partitionId, long epochId)
    {
        StageTask task = new(
            Guid.Parse(_run), _firstPartition + (int)partitionId, _task?.TaskAttemptId ?? 0, _partitions, _task is { } spark ? spark.ReportFailure : null);
        _session = BlockingSeam.Wait(
            StageSession.OpenAsync(WriterSchema.Read(_schemaJson), _options, task, _task?.CancellationToken ?? CancellationToken.None));
        return _session is not null;
    }

    public void Process(Row value) => throw new NotSupportedException("Rows come as frames.");

    void IRowFrameWriter.ProcessRows(StructType schema, ReadOnlySpan<byte> rows, int count) =>
        _session!.Append(rows, count);

    public void Close(Exception? errorOrNull)
    {
        StageSession? session = _session;
        _session = null;
        if (session is null)
        {
            return;
        }

        if (errorOrNull is null)
        {
            BlockingSeam.Wait(session.CompleteAsync());
        }
        else
        {
            BlockingSeam.Wait(session.AbortAsync());
        }
    }

    public override string ToString() => "StageWriter";
}

/// <summary>The partition's attempt that a session writes for.</summary>
/// <param name="Run">The run.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Attempt">A number that no other attempt has.</param>
/// <param name="Partitions">The table of finished partitions, quoted.</param>
/// <param name="OnFailure">Told at once when a batch has failed.</param>
internal sealed record StageTask(Guid Run, int Partition, long Attempt, string Partitions, Action<Exception>? OnFailure);
