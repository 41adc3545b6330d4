using System.Diagnostics;
using Lakebase.Benchmarks.Shapes;
using Lakebase.Schema;
using Lakebase.Spark;
using Npgsql;

namespace Lakebase.Benchmarks.Peers;

/// <summary>Ours, as the worker drives it: encoded rows into a session of an epoch, which is open.</summary>
internal sealed class OurWriter<TRow>(Shape<TRow> shape, WriteMode mode, NpgsqlConnectionStringBuilder server, WritePath path = WritePath.Automatic)
    : IBatchWriter<TRow>
{
    private readonly SourceSchema _schema = SourceSchemaReader.Read(shape.Schema, []);
    private readonly Dictionary<int, (TRow[] Rows, IReadOnlyList<RowFrame> Frames)> _frames = [];
    private long _epoch;

    public string Name => path == WritePath.Automatic ? "ours" : $"ours, {path}";

    /// <summary>Managed bytes that the last epoch allocated.</summary>
    public long AllocatedBytes { get; private set; }

    /// <summary>The write path of the last epoch's last batch.</summary>
    public string Path { get; private set; } = "";

    public Task<double> WriteAsync(TRow[] rows, int version, int flush)
    {
        if (!_frames.TryGetValue(version, out (TRow[] Rows, IReadOnlyList<RowFrame> Frames) known) || known.Rows != rows)
        {
            known = (rows, shape.Frames(rows));
            _frames[version] = known;
        }

        return Task.FromResult(Write(known.Frames, rows.Length, flush));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Writes an epoch of frames.</summary>
    public double Write(IReadOnlyList<RowFrame> frames, long rows, int flush)
    {
        WriterSession session = WriterSession.Open(_schema, Options(flush), new WriterTask(new WriterContext { Epoch = _epoch++ }));
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        foreach (RowFrame frame in frames)
        {
            session.Append(frame.Rows, frame.Count);
        }

        WriteSummary summary = session.Complete();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        AllocatedBytes = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        Path = summary.Path;
        long batches = (rows + flush - 1) / flush;
        return summary.Rows == rows && summary.Batches == batches
            ? seconds
            : throw new InvalidOperationException($"The writer committed {summary.Rows} of {rows} rows in {summary.Batches} of {batches} batches.");
    }

    private LakebaseWriterOptions Options(int flush) => new()
    {
        ConnectionString = server.ConnectionString,
        Table = shape.Name,
        Mode = mode,
        PrimaryKeys = [.. shape.Keys],
        BatchSize = flush,
        WritePath = path,

        // The flushes have the sizes that they are named after: none ends early because its time is over.
        BatchInterval = TimeSpan.FromMinutes(30),
    };
}
