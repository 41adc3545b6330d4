using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Sql.Streaming;

public sealed partial class DataStreamWriter
{
    private ForeachBatchLoop? _batches;
    private IForeachPreflight? _preflight;

    /// <summary>Hands every row to a writer, which is copied to the executors: see <see cref="IForeachWriter"/>.</summary>
    /// <param name="writer">A <c>[Serializable]</c> object. Its fields are copied now; later changes do not count.</param>
    /// <exception cref="ArgumentException">
    /// The writer has a field that cannot be copied, or the stream a column whose type cannot be carried.
    /// </exception>
    /// <exception cref="NotSupportedException">The trigger is <see cref="Trigger.Continuous(string)"/>.</exception>
    public DataStreamWriter Foreach(IForeachWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _usesForeach = true;
        CheckTrigger();
        Replace(ForeachSink.Create(_frame, writer));
        _preflight = writer as IForeachPreflight;
        return this;
    }

    /// <summary>
    /// Calls a function on the driver with each micro-batch and its id. The id repeats when a batch is tried again, so
    /// the function can tell. An exception ends the query and appears in its <see cref="StreamingQueryException"/>.
    /// </summary>
    /// <remarks>
    /// The function runs on a thread of its own, one batch at a time. Jobs that it starts there are in the query's job group: stopping the
    /// query cancels them.
    /// </remarks>
    public DataStreamWriter ForeachBatch(Action<DataFrame, long> func)
    {
        ArgumentNullException.ThrowIfNull(func);
        var calls = DriverBridge.ForeachBatch(((IJvmObjectProvider)_frame).Jvm);
        Replace(calls.CallObject("writer"));
        _batches = new ForeachBatchLoop(calls, func);
        _preflight = null;
        return this;
    }

    private void RunPreflight()
    {
        if (_preflight is not null)
        {
            ForeachSink.RunPreflight(_frame, _preflight);
        }
    }
}
