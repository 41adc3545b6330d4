using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Sql.Streaming;

/// <summary>Runs a query's batches: polls the jar's queue, because the JVM cannot call into .NET.</summary>
internal sealed class ForeachBatchLoop(JvmObject calls, Action<DataFrame, long> func)
{
    private const long PollMilliseconds = 500;

    /// <summary>Serves the query until it has ended.</summary>
    public void Start(StreamingQuery query)
    {
        // A thread of its own: the function may block as long as it likes.
        var runId = query.RunId;
        var thread = new Thread(() => Run(query, runId)) { IsBackground = true, Name = "foreachBatch " + query.Id };
        thread.Start();
    }

    private void Run(StreamingQuery query, string runId)
    {
        try
        {
            while (true)
            {
                var active = query.IsActive();
                if (calls.Call("take", PollMilliseconds) is JvmObject call)
                {
                    RunBatch(call, runId);
                }
                else if (!active)
                {
                    return;
                }
            }
        }
        catch (JvmException)
        {
            // The JVM is gone, and the query with it: whoever waits for the query is told so.
        }
    }

    private void RunBatch(JvmObject call, string runId)
    {
        var parts = calls.Gateway.TakeElements(call);
        try
        {
            var batch = (JvmObject)parts[0]!;
            JoinQuery(batch, runId);
            func(new DataFrame(batch), Convert.ToInt64(parts[1], System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (Exception e)
        {
            calls.CallVoid("failed", e.GetType().FullName, e.Message, e.ToString());
            return;
        }

        calls.CallVoid("done");
    }

    // Spark ends what a stopped query still does by its job group, and jobs of this thread are the query's as well.
    private static void JoinQuery(JvmObject batch, string runId)
    {
        using var session = batch.CallObject("sparkSession");
        new SparkContext(session.CallObject("sparkContext")).SetJobGroup(runId, $"foreachBatch of run {runId}", interruptOnCancel: true);
    }
}
