using System.Globalization;
using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Sql.Streaming;

/// <summary>Reads from an application's configuration how many executors and tasks a query will have.</summary>
internal static class ClusterResources
{
    private const string LocalMaster = "local";

    /// <summary>The resources of the session's application.</summary>
    public static ForeachResources Of(JvmObject session)
    {
        using var context = session.CallObject("sparkContext");
        using var conf = context.CallObject("getConf");
        string Get(string key) => conf.CallText("get", key, "")!;
        string master = Get("spark.master");
        if (master.StartsWith(LocalMaster, StringComparison.Ordinal) && !master.StartsWith("local-cluster", StringComparison.Ordinal))
        {
            return new ForeachResources(1, (int)context.Call("defaultParallelism")!);
        }

        using var tracker = context.CallObject("statusTracker");
        var executors = Executors(Get) ?? Running(tracker);
        return new ForeachResources(executors, Number(Get("spark.executor.cores")));
    }

    /// <summary>The executors that the configuration asks for, or null if it leaves that open.</summary>
    internal static int? Executors(Func<string, string> get) => get("spark.dynamicAllocation.enabled") == "true"
        ? Number(get("spark.dynamicAllocation.maxExecutors"))
        : Number(get("spark.executor.instances"));

    // The driver counts itself among the executors.
    private static int Running(JvmObject tracker)
    {
        var infos = tracker.Gateway.TakeElements(tracker.CallObject("getExecutorInfos"));
        var count = 0;
        foreach (var info in infos.Cast<JvmObject>())
        {
            info.Dispose();
            count++;
        }

        return Math.Max(1, count - 1);
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
