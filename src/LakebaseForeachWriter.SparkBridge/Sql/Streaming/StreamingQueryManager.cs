// Microsoft.Spark carries no nullability annotations; code written against it must not meet warnings here.
#nullable disable annotations
using System.Diagnostics;
using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Sql.Streaming;

/// <summary>The streaming queries of a session.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class StreamingQueryManager
{
    private const long WaitMilliseconds = 500;

    private readonly JvmObject _jvm;

    internal StreamingQueryManager(JvmObject jvm) => _jvm = jvm;

    /// <summary>The running queries.</summary>
    public IEnumerable<StreamingQuery> Active() =>
        [.. _jvm.Gateway.TakeElements(_jvm.CallObject("active")).Cast<JvmObject>().Select(query => new StreamingQuery(query))];

    /// <summary>A running query by its id, or null.</summary>
    public StreamingQuery Get(string id) => _jvm.Call("get", id) is JvmObject query ? new StreamingQuery(query) : null;

    /// <summary>Waits until a query of the session has ended, now or since <see cref="ResetTerminated"/>.</summary>
    /// <exception cref="StreamingQueryException">A query has failed.</exception>
    public void AwaitAnyTermination()
    {
        CtrlC.Watch();
        while (!_jvm.CallBool("awaitAnyTermination", WaitMilliseconds))
        {
        }

        CtrlC.LetEnd();
    }

    /// <summary>Waits until a query of the session has ended or the time has passed.</summary>
    /// <param name="timeoutMs">Milliseconds.</param>
    /// <exception cref="StreamingQueryException">A query has failed.</exception>
    public void AwaitAnyTermination(long timeoutMs)
    {
        CtrlC.Watch();
        var started = Stopwatch.GetTimestamp();
        long left;
        do
        {
            left = timeoutMs - (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            if (_jvm.CallBool("awaitAnyTermination", Math.Clamp(left, 1, WaitMilliseconds)))
            {
                CtrlC.LetEnd();
                return;
            }
        }
        while (left > WaitMilliseconds);
    }

    /// <summary>Forgets ended queries, so that <see cref="AwaitAnyTermination()"/> waits for the next one.</summary>
    public void ResetTerminated() => _jvm.CallVoid("resetTerminated");
}
