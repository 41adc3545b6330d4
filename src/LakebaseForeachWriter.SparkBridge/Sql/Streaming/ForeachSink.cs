using System.Reflection;
using Lakebase.SparkRows.Frames;
using Lakebase.SparkRows.Payload;
using Microsoft.Spark.Interop;
using Microsoft.Spark.Sql.Types;

namespace Microsoft.Spark.Sql.Streaming;

/// <summary>
/// Ties a .NET writer to a frame, stream or batch: checks both on the driver, where a mistake is cheap, and hands them to the jar.
/// </summary>
internal static class ForeachSink
{
    // The payload travels with every task of every micro-batch.
    private const int LargePayload = 1024 * 1024;
    private const string ApplicationArchive = "app";
    private const string WriterPrefix = "spark.lakebase.writer.";

    // Spark's name of a setting, and the jar's (docs/protocol.md §2).
    private static readonly (string Key, string Setting)[] WorkerConf =
    [
        ("spark.lakebase.worker.command", "worker.command"),
        ("spark.lakebase.worker.connectTimeoutMs", "worker.connectTimeoutMs"),
        ("spark.lakebase.worker.abortGraceMs", "worker.abortGraceMs"),
    ];

    /// <summary>Spark's DataStreamWriter for the stream, with the .NET writer set.</summary>
    public static JvmObject Create(DataFrame frame, IForeachWriter writer)
    {
        var (payload, settings) = Prepare(frame, writer);
        return DriverBridge.Foreach(((IJvmObjectProvider)frame).Jvm, payload, settings);
    }

    /// <summary>Runs the writer over every partition of the batch; returns when all have closed.</summary>
    public static void Run(DataFrame frame, IForeachWriter writer)
    {
        var (payload, settings) = Prepare(frame, writer);
        if (writer is IForeachPreflight preflight)
        {
            RunPreflight(frame, preflight);
        }

        DriverBridge.ForeachPartition(((IJvmObjectProvider)frame).Jvm, payload, settings);
    }

    /// <summary>Lets the writer look, before anything starts, at what would fail on the executors.</summary>
    public static void RunPreflight(DataFrame frame, IForeachPreflight preflight)
    {
        using var session = ((IJvmObjectProvider)frame).Jvm.CallObject("sparkSession");
        preflight.BeforeStart(ClusterResources.Of(session));
    }

    private static (byte[] Payload, Dictionary<string, string> Settings) Prepare(DataFrame frame, IForeachWriter writer)
    {
        ColumnTypes.Check((StructType)frame.Schema());
        var payload = WriterPayload.Serialize(writer);
        if (payload.Length > LargePayload)
        {
            Warn($"the writer {writer.GetType().Name} takes {payload.Length / 1024.0 / 1024.0:0.0} MiB when it is copied, "
                + "and is copied with every task: mark what Open can create with [NonSerialized].");
        }

        using var session = ((IJvmObjectProvider)frame).Jvm.CallObject("sparkSession");
        using var conf = session.CallObject("conf");
        if (conf.CallText("get", "spark.speculation", "false") == "true")
        {
            Warn("spark.speculation is on: two attempts of a task may write the same rows at the same time. Turn it off here.");
        }

        var settings = new Dictionary<string, string>();
        AddApplication(settings, conf);
        AddWorker(settings, conf);
        AddWriter(settings, session);
        if (writer is IRowFrameWriter)
        {
            // It sees the bytes of a text, so what becomes of one that is no UTF-8 is for its own options to say.
            settings.TryAdd("writer.unpairedSurrogates", "keep");
        }

        return (payload, settings);
    }

    private static void AddApplication(Dictionary<string, string> settings, JvmObject conf)
    {
        settings["app.dir"] = AppContext.BaseDirectory;
        settings["app.assembly"] = Assembly.GetEntryAssembly()?.GetName().Name ?? AppDomain.CurrentDomain.FriendlyName;
        if (NamesApplicationArchive(conf.CallText("get", "spark.archives", "")!)
            || NamesApplicationArchive(conf.CallText("get", "spark.yarn.dist.archives", "")!))
        {
            settings["app.archive"] = ApplicationArchive;
        }
    }

    private static void AddWorker(Dictionary<string, string> settings, JvmObject conf)
    {
        foreach (var (key, setting) in WorkerConf)
        {
            var value = conf.CallText("get", key, "")!;
            if (value.Length > 0)
            {
                settings[setting] = value;
            }
        }
    }

    // Those that the application was started with: a session's own confs have no common lookup by prefix over Spark's versions.
    private static void AddWriter(Dictionary<string, string> settings, JvmObject session)
    {
        using var context = session.CallObject("sparkContext");
        using var conf = context.CallObject("getConf");
        foreach (var pair in conf.Gateway.TakeElements(conf.CallObject("getAllWithPrefix", WriterPrefix)).Cast<JvmObject>())
        {
            using (pair)
            {
                settings["writer." + pair.CallText("_1")] = pair.CallText("_2")!;
            }
        }
    }

    private static bool NamesApplicationArchive(string archives) =>
        archives.Split(',').Any(archive => archive.Trim().EndsWith("#" + ApplicationArchive, StringComparison.Ordinal));

    private static void Warn(string text) => Console.Error.WriteLine("warning: " + text);
}
