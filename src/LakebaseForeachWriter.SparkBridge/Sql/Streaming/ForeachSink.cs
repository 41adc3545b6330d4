using System.Reflection;
using Lakebase.SparkRows.Payload;
using Microsoft.Spark.Interop;
using Microsoft.Spark.Sql.Types;

namespace Microsoft.Spark.Sql.Streaming;

/// <summary>Ties a .NET writer to a stream: checks both on the driver, where a mistake is cheap, and hands them to the jar.</summary>
internal static class ForeachSink
{
    // The payload travels with every task of every micro-batch.
    private const int LargePayload = 1024 * 1024;
    private const string ApplicationArchive = "app";

    /// <summary>Spark's DataStreamWriter for the frame, with the .NET writer set.</summary>
    public static JvmObject Create(DataFrame frame, IForeachWriter writer)
    {
        ColumnTypes.Check((StructType)frame.Schema());
        var payload = WriterPayload.Serialize(writer);
        if (payload.Length > LargePayload)
        {
            Warn($"the writer {writer.GetType().Name} takes {payload.Length / 1024.0 / 1024.0:0.0} MiB when it is copied, and is copied with every task: "
                + "mark what Open can create with [NonSerialized].");
        }

        var dataset = ((IJvmObjectProvider)frame).Jvm;
        using var session = dataset.CallObject("sparkSession");
        using var context = session.CallObject("sparkContext");
        using var conf = context.CallObject("getConf");
        if (conf.CallText("get", "spark.speculation", "false") == "true")
        {
            Warn("spark.speculation is on: two attempts of a task may write the same rows at the same time. Turn it off for this query.");
        }

        return DriverBridge.Foreach(dataset, payload, Settings(conf));
    }

    private static Dictionary<string, string> Settings(JvmObject conf)
    {
        var settings = new Dictionary<string, string>
        {
            ["app.dir"] = AppContext.BaseDirectory,
            ["app.assembly"] = Assembly.GetEntryAssembly()?.GetName().Name ?? AppDomain.CurrentDomain.FriendlyName,
        };
        if (NamesApplicationArchive(conf.CallText("get", "spark.archives", "")!)
            || NamesApplicationArchive(conf.CallText("get", "spark.yarn.dist.archives", "")!))
        {
            settings["app.archive"] = ApplicationArchive;
        }

        var command = conf.CallText("get", "spark.lakebase.worker.command", "")!;
        if (command.Length > 0)
        {
            settings["worker.command"] = command;
        }

        return settings;
    }

    private static bool NamesApplicationArchive(string archives) =>
        archives.Split(',').Any(archive => archive.Trim().EndsWith("#" + ApplicationArchive, StringComparison.Ordinal));

    private static void Warn(string text) => Console.Error.WriteLine("warning: " + text);
}
