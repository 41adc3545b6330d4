using Lakebase.Buffering;
using Lakebase.Schema;
using Microsoft.Spark.Sql;
using static Lakebase.Spark.BlockingSeam;

namespace Lakebase.Spark;

/// <summary>
/// One partition's rows of one epoch, from open to close: Spark's synchronous calls on one side, the engine's asynchronous ones on the
/// other.
/// </summary>
internal sealed class WriterSession
{
    private readonly LakebaseWriter _writer;
    private readonly RowAppender _rows;
    private readonly FrameAppender _frames;
    private readonly CancellationToken _cancellation;

    private WriterSession(SourceSchema schema, LakebaseWriter writer, CancellationToken cancellation)
    {
        Schema = schema;
        _writer = writer;
        _cancellation = cancellation;
        _rows = new RowAppender(schema);
        _frames = new FrameAppender(schema);
    }

    /// <summary>The columns of the rows.</summary>
    public SourceSchema Schema { get; }

    /// <summary>Opens a session; if that fails, nothing of it stays behind.</summary>
    public static WriterSession Open(SourceSchema schema, LakebaseWriterOptions options, WriterTask task)
    {
        LakebaseWriter writer = new(schema, options, loggers: ExecutorLog.Loggers);
        try
        {
            Wait(writer.OpenAsync(task.Context, task.CancellationToken));
        }
        catch (Exception error)
        {
            // Spark calls no Close after an Open that threw.
            Wait(writer.AbortAsync(error));
            throw;
        }

        return new WriterSession(schema, writer, task.CancellationToken);
    }

    /// <summary>Appends one row.</summary>
    public void Append(Row row)
    {
        AppendWindow window = Wait(_writer.BeginAppendAsync(_cancellation));
        try
        {
            _rows.Append(row, window.Batch);
        }
        finally
        {
            _writer.EndAppend();
        }
    }

    /// <summary>Appends the encoded rows of a frame, with one synchronisation for as many of them as the batch takes.</summary>
    public void Append(ReadOnlySpan<byte> rows, int count)
    {
        FrameReader reader = new(rows);
        AppendWindow window = Wait(_writer.BeginAppendAsync(_cancellation));
        try
        {
            while (true)
            {
                int taken = Math.Min(count, window.RowLimit - window.Batch.RowCount);
                _frames.Append(ref reader, taken, window.Batch);
                count -= taken;
                if (count == 0)
                {
                    break;
                }

                window = Wait(_writer.ContinueAppendAsync(_cancellation));
            }
        }
        finally
        {
            _writer.EndAppend();
        }

        if (!reader.IsAtEnd)
        {
            throw FrameReader.Malformed();
        }
    }

    /// <summary>Commits what is left.</summary>
    public WriteSummary Complete()
    {
        try
        {
            return Wait(_writer.CompleteAsync(_cancellation));
        }
        catch (Exception error)
        {
            // Spark calls no second Close after one that threw.
            Wait(_writer.AbortAsync(error));
            throw;
        }
    }

    /// <summary>Throws away what is not committed. Does not throw.</summary>
    public void Abort(Exception cause) => Wait(_writer.AbortAsync(cause));
}
