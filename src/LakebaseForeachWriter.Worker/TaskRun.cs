using System.Globalization;
using Lakebase.SparkRows.Frames;
using Lakebase.SparkRows.Payload;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.Worker;

/// <summary>One task from OPEN to its end. <see cref="Execute"/> runs on the task's thread; Abort and Fail may be called from any.</summary>
internal sealed class TaskRun(
    FrameConnection connection, OpenMessage open, WriterCache writers, DecoderCache decoders, RunningTasks running, TextWriter log)
{
    private const string SettingsPrefix = "writer.";

    private readonly CancellationTokenSource _cancellation = new();
    private readonly Lock _gate = new();

    // Why the task cannot succeed any more; the first reason stays. _answered: ERROR or CLOSED has been sent.
    private volatile Exception? _failure;
    private bool _answered;
    private bool _aborted;
    private long _rows;
    private ForeachTask? _task;

    public TaskKey Key { get; } = new(Property(open, "queryId"), open.Partition, open.Epoch);

    public long TaskAttemptId { get; } = Number(open, "taskAttemptId");

    /// <summary>How long an aborted writer may take to return, when the jar says so.</summary>
    public TimeSpan? AbortGrace { get; } = open.Properties.ContainsKey("abortGraceMs") ? TimeSpan.FromMilliseconds(Number(open, "abortGraceMs")) : null;

    public ITimer? GraceTimer { get; set; }

    public void Execute()
    {
        running.Enter(this);
        try
        {
            Run();
        }
        finally
        {
            running.Leave(this);
            GraceTimer?.Dispose();
        }
    }

    /// <summary>Stops the task: cancels its token, drops the rows that were not handed over, and lets the writer close.</summary>
    /// <returns>False when it was aborted before.</returns>
    public bool Abort(string reason)
    {
        lock (_gate)
        {
            if (_aborted)
            {
                return false;
            }

            // From here on nobody waits for an answer: the jar knows, or is gone.
            _aborted = true;
            _answered = true;
            _failure ??= new OperationCanceledException($"The task was aborted: {reason}.", _cancellation.Token);
        }

        Cancel();
        connection.StopReading();
        return true;
    }

    /// <summary>Fails the task and tells Spark at once.</summary>
    public void Fail(Exception failure)
    {
        lock (_gate)
        {
            if (_failure is not null || _answered)
            {
                return;
            }

            _failure = failure;
            _answered = true;
        }

        connection.Send(ErrorMessage.Of(failure).Write);
    }

    private void Run()
    {
        IForeachWriter? writer = null;
        (StructType Schema, RowDecoder Decoder) rows;
        try
        {
            rows = decoders.Get(open.Schema);
            writer = CreateWriter();
            if (writer is null)
            {
                return;
            }

            if (writer is IForeachTaskAware aware)
            {
                aware.OnTask(CreateTask());
            }

            if (!writer.Open(open.Partition, open.Epoch))
            {
                connection.Send(w => WriteOpened(w, accept: false));
                Drain();
                return;
            }
        }
        catch (Exception e)
        {
            // A writer that could not open is not closed; it cleans up after itself.
            Fail(e);
            Drain();
            return;
        }

        connection.Send(w => WriteOpened(w, accept: true));
        CloseMessage? close = ProcessFrames(writer, rows.Schema, rows.Decoder);
        Close(writer, close);
        if (close is null)
        {
            Drain();
        }
    }

    /// <returns>The writer, or null when the jar hung up before it sent one.</returns>
    private IForeachWriter? CreateWriter()
    {
        byte[]? payload = writers.Find(open.WriterId);
        if (payload is null)
        {
            connection.Send(WriteNeedWriter);
            if (!connection.TryRead(out FrameHeader header, out ReadOnlyMemory<byte> body))
            {
                return null;
            }

            payload = header.Type == FrameType.Writer
                ? writers.Add(open.WriterId, body.Span)
                : throw new FrameException($"A frame of type {header.Type} came where WRITER was asked for.");
        }

        return WriterPayload.Deserialize(payload);
    }

    /// <returns>CLOSE, or null when the task has failed or the stream has ended before it.</returns>
    private CloseMessage? ProcessFrames(IForeachWriter writer, StructType schema, RowDecoder decoder)
    {
        try
        {
            while (_failure is null && connection.TryRead(out FrameHeader header, out ReadOnlyMemory<byte> body))
            {
                switch (header.Type)
                {
                    case FrameType.Rows:
                        ProcessRows(writer, schema, decoder, body.Span);
                        break;
                    case FrameType.Close:
                        return CloseMessage.Read(body.Span);
                    default:
                        throw new FrameException($"A frame of type {header.Type} came in the middle of a task.");
                }
            }
        }
        catch (Exception e)
        {
            Fail(e);
        }

        return null;
    }

    private void ProcessRows(IForeachWriter writer, StructType schema, RowDecoder decoder, ReadOnlySpan<byte> body)
    {
        var reader = new RowFrameReader(body);
        int count = reader.ReadInt32();
        if (count < 0)
        {
            throw new FrameException($"A ROWS frame announces {count} rows.");
        }

        if (writer is IRowFrameWriter frames)
        {
            frames.ProcessRows(schema, reader.ReadRest(), count);
            _rows += count;
            return;
        }

        for (int i = 0; i < count && _failure is null; i++)
        {
            writer.Process(decoder.Read(ref reader));
            _rows++;
        }

        if (_failure is null)
        {
            reader.ExpectEnd();
        }
    }

    private void Close(IForeachWriter writer, CloseMessage? close)
    {
        Exception? error = _failure ?? close switch
        {
            null => new OperationCanceledException("The task was aborted: Spark's side of the connection ended."),
            { HasError: true } => new InvalidOperationException($"Spark has failed the task: {close.Error}"),
            _ => null,
        };
        if (error is not null)
        {
            Cancel();
        }

        try
        {
            writer.Close(error!);
        }
        catch (Exception e)
        {
            Fail(e);
            if (_failure != e)
            {
                log.WriteLine($"partition {Key.Partition}, epoch {Key.Epoch}: Close failed after an earlier error: {e}");
            }

            return;
        }

        if (close is not null)
        {
            Succeed();
        }
    }

    private void Succeed()
    {
        lock (_gate)
        {
            if (_answered)
            {
                return;
            }

            _answered = true;
        }

        connection.Send(new ClosedMessage(_rows, CopyFigures()).Write);
    }

    // An answer must not be lost to a connection reset, which unread bytes would cause; so all is read until the jar ends it.
    private void Drain()
    {
        try
        {
            while (connection.TryRead(out FrameHeader header, out _) && header.Type != FrameType.Close)
            {
                // Rows after an error.
            }
        }
        catch (FrameException)
        {
            // The connection is closed in any case.
        }
    }

    private ForeachTask CreateTask() => _task = new ForeachTask(Fail)
    {
        QueryId = Key.QueryId,
        RunId = Property(open, "runId"),
        QueryName = Property(open, "queryName"),
        BatchId = Number(open, "batchId"),
        PartitionId = open.Partition,
        EpochId = open.Epoch,
        TaskAttemptId = TaskAttemptId,
        AttemptNumber = (int)Number(open, "attemptNumber"),
        ApplicationId = Property(open, "applicationId"),
        SparkVersion = Property(open, "sparkVersion"),
        Settings = open.Properties.Where(p => p.Key.StartsWith(SettingsPrefix, StringComparison.Ordinal))
            .ToDictionary(p => p.Key[SettingsPrefix.Length..], p => p.Value, StringComparer.Ordinal),
        CancellationToken = _cancellation.Token,
    };

    // Callbacks of the writer run on a pool thread: one that blocks must not hold whoever aborts.
    private void Cancel() => _ = _cancellation.CancelAsync().ContinueWith(
        t => log.WriteLine($"A cancellation callback of the writer failed: {t.Exception}"),
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted,
        TaskScheduler.Default);

    private Dictionary<string, string> CopyFigures() => _task is null ? [] : new Dictionary<string, string>(_task.Figures);

    private static void WriteOpened(FrameWriter writer, bool accept)
    {
        writer.BeginFrame(FrameType.Opened);
        writer.WriteBoolean(accept);
        writer.EndFrame();
    }

    private static void WriteNeedWriter(FrameWriter writer)
    {
        writer.BeginFrame(FrameType.NeedWriter);
        writer.EndFrame();
    }

    private static string Property(OpenMessage open, string name) => open.Properties.GetValueOrDefault(name, "");

    private static long Number(OpenMessage open, string name) =>
        long.TryParse(Property(open, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : 0;
}
