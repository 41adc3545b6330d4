using System.Globalization;
using Microsoft.Spark.Interop;
using Microsoft.Spark.Launch;

namespace Microsoft.Spark.Sql;

/// <summary>Collects settings and then creates or finds a <see cref="SparkSession"/>.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class Builder
{
    private const string ClassicSession = "org.apache.spark.sql.classic.SparkSession";

    private static readonly string[] FilesOfTheLaunch = ["spark.jars", "spark.files", "spark.archives"];

    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);

    internal Builder()
    {
    }

    /// <summary>The master URL: <c>local[*]</c> if neither this nor Spark's configuration names one.</summary>
    public Builder Master(string master) => Config("spark.master", master);

    /// <summary>The application's name, shown in Spark's web UI.</summary>
    public Builder AppName(string appName) => Config("spark.app.name", appName);

    /// <summary>
    /// Sets a value. What Spark needs before it starts (<c>spark.driver.*</c>, <c>spark.jars*</c> …) counts only for the first session
    /// of a process.
    /// </summary>
    public Builder Config(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        _settings[key] = value;
        return this;
    }

    /// <summary>Sets a value.</summary>
    public Builder Config(string key, bool value) => Config(key, value ? "true" : "false");

    /// <summary>Sets a value.</summary>
    public Builder Config(string key, double value) => Config(key, value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>Sets a value.</summary>
    public Builder Config(string key, long value) => Config(key, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Sets all values of a configuration.</summary>
    public Builder Config(SparkConf conf)
    {
        ArgumentNullException.ThrowIfNull(conf);
        foreach (var (key, value) in conf.GetAll())
        {
            _settings[key] = value;
        }

        return this;
    }

    /// <summary>Uses Hive's metastore, serialisers and functions (the Spark distribution must contain Hive).</summary>
    public Builder EnableHiveSupport() => Config("spark.sql.catalogImplementation", "hive");

    /// <summary>
    /// The session of the process, or a new one with these settings. The first call starts the driver JVM, unless
    /// <c>spark-submit</c> has started it already; that takes some seconds.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// Spark, Java or the jar was not found or does not fit; the message says what to do.
    /// </exception>
    public SparkSession GetOrCreate()
    {
        var gateway = SparkDriver.Start(_settings);
        using var builder = gateway.CallStaticObject(JavaClass(gateway), "builder");
        foreach (var (key, value) in _settings)
        {
            // Spark has them from its command line, and has added its own to them: without that jar no executor could run a writer.
            if (!SparkDriver.IsOwn || !FilesOfTheLaunch.Contains(key, StringComparer.Ordinal))
            {
                builder.CallVoid("config", key, value);
            }
        }

        var session = new SparkSession(builder.CallObject("getOrCreate"));
        session.MakeActive();
        DriverContext.Default = DriverContext.Empty with { Session = ((IJvmObjectProvider)session).Jvm };
        CtrlC.Watch();
        return session;
    }

    // Since 4.0 SparkSession finds the class of its sessions by Scala's reflection, which takes a second of every start. It is always
    // this one: a client of Spark Connect, the other kind, has no driver JVM to talk to.
    private static string JavaClass(JvmGateway gateway)
    {
        try
        {
            using var found = gateway.CallStaticObject("java.lang.Class", "forName", ClassicSession);
            return ClassicSession;
        }
        catch (JvmException missing) when (missing.JavaClass is "java.lang.ClassNotFoundException")
        {
            return SparkSession.JavaClass;
        }
    }
}
