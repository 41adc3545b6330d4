// Microsoft.Spark carries no nullability annotations; code written against it must not meet warnings here.
#nullable disable annotations
using System.Diagnostics;
using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Sql.Streaming;

/// <summary>A running (or ended) streaming query.</summary>
/// <remarks>Thread-safe: one thread may wait for the query while another one stops it.</remarks>
public sealed class StreamingQuery : IJvmObjectProvider
{
    // Waiting happens in the JVM, in pieces: between them this side can react (to Ctrl-C, to a dead JVM).
    private const long WaitMilliseconds = 500;

    private readonly JvmObject _jvm;

    internal StreamingQuery(JvmObject jvm) => _jvm = jvm;

    JvmObject IJvmObjectProvider.Jvm => _jvm;

    /// <summary>The query's name, or null.</summary>
    public string Name => _jvm.CallText("name");

    /// <summary>The query's id, the same after every restart from its checkpoint.</summary>
    public string Id => TextOf("id");

    /// <summary>The id of this run.</summary>
    public string RunId => TextOf("runId");

    /// <summary>The figures of the last trigger, or null before the first.</summary>
    public StreamingQueryProgress LastProgress
    {
        get
        {
            using var progress = (JvmObject)_jvm.Call("lastProgress");
            return progress is null ? null : new StreamingQueryProgress(progress.CallText("json")!);
        }
    }

    /// <summary>The figures of the last triggers, oldest first (Spark keeps 100).</summary>
    public IReadOnlyList<StreamingQueryProgress> RecentProgress =>
        [.. _jvm.Gateway.TakeElements(_jvm.CallObject("recentProgress")).Cast<JvmObject>().Select(TakeProgress)];

    /// <summary>What the query is doing now.</summary>
    public StreamingQueryStatus Status
    {
        get
        {
            using var status = _jvm.CallObject("status");
            return new StreamingQueryStatus(status.CallText("json")!);
        }
    }

    /// <summary>Whether the query runs.</summary>
    public bool IsActive() => _jvm.CallBool("isActive");

    /// <summary>
    /// Waits until the query has ended. Ctrl-C meanwhile stops the queries and ends the process, unless the program handles it.
    /// </summary>
    /// <exception cref="StreamingQueryException">The query has failed.</exception>
    public void AwaitTermination()
    {
        CtrlC.Watch();
        while (!_jvm.CallBool("awaitTermination", WaitMilliseconds))
        {
        }

        CtrlC.LetEnd();
    }

    /// <summary>Waits until the query has ended or the time has passed.</summary>
    /// <param name="timeoutMs">Milliseconds.</param>
    /// <returns>Whether the query has ended.</returns>
    /// <exception cref="StreamingQueryException">The query has failed.</exception>
    public bool AwaitTermination(long timeoutMs)
    {
        CtrlC.Watch();
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var left = timeoutMs - (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            if (_jvm.CallBool("awaitTermination", Math.Clamp(left, 1, WaitMilliseconds)))
            {
                CtrlC.LetEnd();
                return true;
            }

            if (left <= WaitMilliseconds)
            {
                return false;
            }
        }
    }

    /// <summary>
    /// Waits until everything that the source has now is written. For tests: with a source that never pauses it never returns.
    /// </summary>
    public void ProcessAllAvailable() => _jvm.CallVoid("processAllAvailable");

    /// <summary>Stops the query and waits for its thread to end.</summary>
    public void Stop()
    {
        try
        {
            _jvm.CallVoid("stop");
        }
        catch (JvmException stopped) when (IsOfStoppedSpark(stopped))
        {
            // Another thread saw the query's end and has stopped Spark before this call had returned: there is no query any more.
        }
    }

    /// <summary>Prints the physical plan, or with <paramref name="extended"/> the logical plans as well.</summary>
    public void Explain(bool extended = false) => _jvm.CallVoid("explain", extended);

    /// <summary>Why the query has failed, or null.</summary>
    public StreamingQueryException Exception()
    {
        using var option = _jvm.CallObject("exception");
        if (!option.CallBool("isDefined"))
        {
            return null;
        }

        using var exception = option.CallObject("get");
        return StreamingQueryException.Create(
            "org.apache.spark.sql.streaming.StreamingQueryException",
            exception.CallText("toString")!,
            exception.Gateway.StackTraceOf(exception));
    }

    private static bool IsOfStoppedSpark(JvmException failure) =>
        failure.JavaClass is "java.lang.IllegalStateException" && failure.Message.Contains("stopped SparkContext", StringComparison.Ordinal);

    private static StreamingQueryProgress TakeProgress(JvmObject progress)
    {
        using (progress)
        {
            return new StreamingQueryProgress(progress.CallText("json")!);
        }
    }

    private string TextOf(string method)
    {
        using var id = _jvm.CallObject(method);
        return id.CallText("toString");
    }
}
