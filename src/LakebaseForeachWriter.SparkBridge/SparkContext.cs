using Microsoft.Spark.Interop;
using Microsoft.Spark.Launch;

namespace Microsoft.Spark;

/// <summary>The connection to a Spark cluster behind a session.</summary>
/// <remarks>Thread-safe. Job group and description belong to the calling flow of control, as they belong to the thread in Spark.</remarks>
public sealed class SparkContext : IJvmObjectProvider
{
    private readonly JvmObject _jvm;

    /// <summary>Starts Spark with the settings of its files and command line, or joins the Spark that runs.</summary>
    public SparkContext()
        : this(new SparkConf())
    {
    }

    /// <summary>Starts Spark with these settings, or joins the Spark that runs.</summary>
    public SparkContext(SparkConf conf)
        : this(GetOrCreate(conf)._jvm)
    {
    }

    /// <summary>Starts Spark at a master under a name, or joins the Spark that runs.</summary>
    public SparkContext(string master, string appName)
        : this(new SparkConf().SetMaster(master).SetAppName(appName))
    {
    }

    /// <summary>Starts Spark at a master under a name with further settings, or joins the Spark that runs.</summary>
    public SparkContext(string master, string appName, SparkConf conf)
        : this((conf ?? new SparkConf()).SetMaster(master).SetAppName(appName))
    {
    }

    /// <summary>Starts Spark at a master under a name, or joins the Spark that runs.</summary>
    /// <param name="master">Such as <c>local[*]</c>.</param>
    /// <param name="appName">The application's name.</param>
    /// <param name="sparkHome">Spark's folder on the nodes of the cluster.</param>
    public SparkContext(string master, string appName, string sparkHome)
        : this(new SparkConf().SetMaster(master).SetAppName(appName).SetSparkHome(sparkHome))
    {
    }

    internal SparkContext(JvmObject jvm) => _jvm = jvm;

    JvmObject IJvmObjectProvider.Jvm => _jvm;

    /// <summary>The default number of partitions.</summary>
    public int DefaultParallelism => (int)_jvm.Call("defaultParallelism")!;

    /// <summary>The context of the running application; starts one with these settings if there is none.</summary>
    public static SparkContext GetOrCreate(SparkConf conf) => Sql.SparkSession.Builder().Config(conf).GetOrCreate().SparkContext;

    /// <summary>The id that the cluster gave the application.</summary>
    public string ApplicationId() => _jvm.CallText("applicationId")!;

    /// <summary>The version of Spark.</summary>
    public string Version() => _jvm.CallText("version")!;

    /// <summary>The settings that the application runs with (a copy).</summary>
    public SparkConf GetConf()
    {
        using var conf = _jvm.CallObject("getConf");
        var entries = conf.Gateway.TakeElements(conf.CallObject("getAll"));
        return new SparkConf(entries.Cast<JvmObject>().Select(TakePair));
    }

    /// <summary>Stops Spark. Streaming queries should be stopped before.</summary>
    public void Stop() => _jvm.CallVoid("stop");

    /// <summary>
    /// Sets the level of Spark's log: ALL, TRACE, DEBUG, INFO, WARN, ERROR, FATAL or OFF, and shows the log on standard error.
    /// </summary>
    public void SetLogLevel(string logLevel)
    {
        _jvm.CallVoid("setLogLevel", logLevel);
        SparkDriver.Log?.LevelWasChosen();
    }

    /// <summary>Gives the jobs that the calling flow starts a common id.</summary>
    public void SetJobGroup(string groupId, string description, bool interruptOnCancel = false)
    {
        SetLocalProperty("spark.jobGroup.id", groupId);
        SetLocalProperty("spark.job.description", description);
        SetLocalProperty("spark.job.interruptOnCancel", interruptOnCancel ? "true" : "false");
    }

    /// <summary>Describes the jobs that the calling flow starts.</summary>
    public void SetJobDescription(string value) => SetLocalProperty("spark.job.description", value);

    /// <summary>Removes the calling flow's job group.</summary>
    public void ClearJobGroup()
    {
        SetLocalProperty("spark.jobGroup.id", null);
        SetLocalProperty("spark.job.description", null);
        SetLocalProperty("spark.job.interruptOnCancel", null);
    }

    /// <summary>Cancels all running jobs of a group.</summary>
    public void CancelJobGroup(string groupId) => _jvm.CallVoid("cancelJobGroup", groupId);

    /// <summary>Sets a property that Spark hands to the jobs that the calling flow starts; null removes it.</summary>
    public void SetLocalProperty(string key, string? value)
    {
        var context = DriverContext.Current;
        DriverContext.Current = context with
        {
            SparkContext = _jvm,
            LocalProperties = value is null ? context.LocalProperties.Remove(key) : context.LocalProperties.SetItem(key, value),
        };
    }

    /// <summary>Adds a file that every node downloads.</summary>
    public void AddFile(string path, bool recursive = false) => _jvm.CallVoid("addFile", path, recursive);

    /// <summary>Adds an archive that every node unpacks.</summary>
    public void AddArchive(string path) => _jvm.CallVoid("addArchive", path);

    /// <summary>Adds a jar for all coming tasks.</summary>
    public void AddJar(string path) => _jvm.CallVoid("addJar", path);

    /// <summary>The files that were added.</summary>
    public IEnumerable<string> ListFiles() => TakeTexts("listFiles");

    /// <summary>The archives that were added.</summary>
    public IEnumerable<string> ListArchives() => TakeTexts("listArchives");

    /// <summary>The folder for checkpointed frames.</summary>
    public void SetCheckpointDir(string directory) => _jvm.CallVoid("setCheckpointDir", directory);

    /// <summary>The folder for checkpointed frames, or null.</summary>
    public string? GetCheckpointDir()
    {
        using var directory = _jvm.CallObject("getCheckpointDir");
        return directory.CallBool("isDefined") ? directory.CallText("get") : null;
    }

    private List<string> TakeTexts(string method)
    {
        using var texts = _jvm.CallObject(method);
        using var iterator = texts.CallObject("iterator");
        List<string> taken = [];
        while (iterator.CallBool("hasNext"))
        {
            taken.Add(iterator.CallText("next")!);
        }

        return taken;
    }

    private static KeyValuePair<string, string> TakePair(JvmObject tuple)
    {
        using (tuple)
        {
            return new KeyValuePair<string, string>(tuple.CallText("_1")!, tuple.CallText("_2")!);
        }
    }
}
