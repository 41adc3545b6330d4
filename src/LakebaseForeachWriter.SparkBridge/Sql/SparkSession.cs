// Microsoft.Spark carries no nullability annotations; code written against it must not meet warnings here.
#nullable disable annotations
using Microsoft.Spark.Interop;
using Microsoft.Spark.Launch;
using Microsoft.Spark.Sql.Streaming;

namespace Microsoft.Spark.Sql;

/// <summary>The entry point: makes frames of sources, tables and SQL text.</summary>
/// <remarks>Thread-safe. The active session belongs to the calling flow of control.</remarks>
public sealed partial class SparkSession : IDisposable, IJvmObjectProvider
{
    internal const string JavaClass = "org.apache.spark.sql.SparkSession";

    private readonly JvmObject _jvm;
    private readonly Lazy<SparkContext> _sparkContext;

    internal SparkSession(JvmObject jvm)
    {
        _jvm = jvm;
        _sparkContext = new Lazy<SparkContext>(() => new SparkContext(jvm.CallObject("sparkContext")));
    }

    JvmObject IJvmObjectProvider.Jvm => _jvm;

    /// <summary>The connection to the cluster.</summary>
    public SparkContext SparkContext => _sparkContext.Value;

    /// <summary>Databases, tables and cached tables of this session.</summary>
    public Catalog.Catalog Catalog => new(_jvm.CallObject("catalog"));

    /// <summary>Starts to build a session.</summary>
    public static Builder Builder() => new();

    /// <summary>The active session of the calling flow, or null.</summary>
    public static SparkSession GetActiveSession() => FromOption("getActiveSession");

    /// <summary>The session that Spark uses where none is active, or null.</summary>
    public static SparkSession GetDefaultSession() => FromOption("getDefaultSession");

    /// <summary>The active session, else the default one.</summary>
    /// <exception cref="InvalidOperationException">There is neither.</exception>
    public static SparkSession Active() => GetActiveSession() ?? GetDefaultSession()
        ?? throw new InvalidOperationException("There is no active session: call SparkSession.Builder().GetOrCreate() first.");

    /// <summary>Makes a session the active one of the calling flow.</summary>
    public static void SetActiveSession(SparkSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        session.MakeActive();
    }

    /// <summary>Leaves the calling flow without an active session.</summary>
    public static void ClearActiveSession() => DriverContext.Current = DriverContext.Current with { Session = null };

    /// <summary>Makes a session the default one.</summary>
    public static void SetDefaultSession(SparkSession session) => SparkDriver.Gateway.CallStatic(JavaClass, "setDefaultSession", session);

    /// <summary>Leaves Spark without a default session.</summary>
    public static void ClearDefaultSession() => SparkDriver.Gateway.CallStatic(JavaClass, "clearDefaultSession");

    /// <summary>Settings that can be changed while the session runs.</summary>
    public RuntimeConfig Conf() => new(_jvm.CallObject("conf"));

    /// <summary>The running streaming queries.</summary>
    public StreamingQueryManager Streams() => new(_jvm.CallObject("streams"));

    /// <summary>A session over the same Spark with settings, temporary views and functions of its own.</summary>
    public SparkSession NewSession() => new(_jvm.CallObject("newSession"));

    /// <summary>The version of Spark, such as <c>4.1.4</c>.</summary>
    public string Version() => _jvm.CallText("version")!;

    /// <summary>A table or view as a frame.</summary>
    public DataFrame Table(string tableName) => new(_jvm.CallObject("table", tableName));

    /// <summary>Runs SQL text.</summary>
    public DataFrame Sql(string sqlText) => new(_jvm.CallObject("sql", sqlText));

    /// <summary>Executes a command in an external engine.</summary>
    public DataFrame ExecuteCommand(string runner, string command, Dictionary<string, string> options) =>
        new(_jvm.CallObject("executeCommand", runner, command, options));

    /// <summary>Starts to read a frame.</summary>
    public DataFrameReader Read() => new(_jvm.CallObject("read"));

    /// <summary>Starts to read a stream.</summary>
    public DataStreamReader ReadStream() => new(_jvm.CallObject("readStream"));

    /// <summary>The numbers from 0 up to (not including) <paramref name="end"/> in a column named id.</summary>
    public DataFrame Range(long end) => new(_jvm.CallObject("range", end));

    /// <summary>The numbers from <paramref name="start"/> up to (not including) <paramref name="end"/>.</summary>
    public DataFrame Range(long start, long end) => new(_jvm.CallObject("range", start, end));

    /// <summary>
    /// Every <paramref name="step"/>-th number from <paramref name="start"/> up to (not including) <paramref name="end"/>.
    /// </summary>
    public DataFrame Range(long start, long end, long step) => new(_jvm.CallObject("range", start, end, step));

    /// <summary>The same in a given number of partitions.</summary>
    public DataFrame Range(long start, long end, long step, int numPartitions) =>
        new(_jvm.CallObject("range", start, end, step, numPartitions));

    /// <summary>User-defined functions. .NET functions are not supported: see <see cref="UdfRegistration"/>.</summary>
    public UdfRegistration Udf() => new(_jvm.CallObject("udf"));

    /// <summary>Stops Spark and forgets the session. Streaming queries should be stopped before.</summary>
    public void Stop()
    {
        _jvm.CallVoid("stop");
        if (ReferenceEquals(DriverContext.Current.Session, _jvm))
        {
            DriverContext.Current = DriverContext.Empty;
        }
    }

    /// <summary>Same as <see cref="Stop"/>.</summary>
    public void Dispose() => Stop();

    internal void MakeActive() => DriverContext.Current = DriverContext.Current with { Session = _jvm };

    private static SparkSession FromOption(string method)
    {
        // A program that has started no Spark has no session either; asking must not start one.
        if (!SparkDriver.IsRunning)
        {
            return null;
        }

        using var option = SparkDriver.Gateway.CallStaticObject(JavaClass, method);
        return option.CallBool("isDefined") ? new SparkSession(option.CallObject("get")) : null;
    }
}
