using System.Diagnostics;
using System.Globalization;
using Lakebase.SparkTests.RealTime;
using Lakebase.SparkTests.SyncedTables;
using Lakebase.TestSupport.Processes;
using Lakebase.TestSupport.Spark;
using Microsoft.Spark.Interop;
using Microsoft.Spark.Launch;
using Microsoft.Spark.Sql;

namespace Lakebase.SparkTests;

/// <summary>
/// One JVM with one session of a Spark version for all promises of that version. It starts with the first test and is gone after the
/// last one, so that the next version can have the process's gateway.
/// </summary>
public abstract class SparkFixture : IDisposable
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Lazy<SparkSession> _session;
    private readonly string? _reasonToSkip;
    private readonly string? _reasonToFail;

    protected SparkFixture(string version)
    {
        Version = version;
        _session = new Lazy<SparkSession>(Start);
        _reasonToSkip = SparkSelection.ReasonToSkip(version);
        if (_reasonToSkip is not null)
        {
            return;
        }

        (Home, string? missing) = SparkInstallation.Find(version);
        if (SparkSelection.IsContinuousIntegration)
        {
            _reasonToFail = missing;
        }
        else
        {
            _reasonToSkip = missing;
        }
    }

    public string Version { get; }

    /// <summary>Its <c>SPARK_HOME</c>.</summary>
    public string? Home { get; }

    public SparkSession Session => _session.Value;

    /// <summary>Whether this is at least Spark <paramref name="major"/>.<paramref name="minor"/>.</summary>
    public bool IsAtLeast(int major, int minor)
    {
        int[] parts = [.. Version.Split('.').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        return (parts[0], parts[1]).CompareTo((major, minor)) >= 0;
    }

    /// <summary>References to objects of the JVM that this process still holds.</summary>
    public long JvmReferences()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return ((IJvmObjectProvider)Session).Jvm.Gateway.LiveReferences;
    }

    /// <summary>The .NET workers of this fixture's JVM; not those of programs that other tests run meanwhile.</summary>
    public IReadOnlyList<SystemProcess> Workers()
    {
        JvmGateway gateway = ((IJvmObjectProvider)Session).Jvm.Gateway;
        using JvmObject handle = gateway.CallStaticObject("java.lang.ProcessHandle", "current");
        int driver = Convert.ToInt32(handle.Call("pid"), CultureInfo.InvariantCulture);
        Dictionary<int, SystemProcess> all = SystemProcess.All().ToDictionary(process => process.Id);
        return [.. all.Values.Where(process =>
            process.CommandLine.Contains("LakebaseForeachWriter.Worker", StringComparison.Ordinal) && DescendsFrom(process))];

        bool DescendsFrom(SystemProcess process) =>
            process.ParentId == driver || (all.TryGetValue(process.ParentId, out SystemProcess? parent) && DescendsFrom(parent));
    }

    /// <summary>Skips the test, or on CI fails it, where this version is not wanted or not there.</summary>
    public void Require()
    {
        Assert.SkipWhen(_reasonToSkip is not null, _reasonToSkip ?? "");
        Assert.True(_reasonToFail is null, _reasonToFail);
    }

    public void Dispose()
    {
        if (_session.IsValueCreated)
        {
            _session.Value.Stop();
            SparkDriver.Shutdown();
            Console.WriteLine($"Spark {Version}: {Stopwatch.GetElapsedTime(_started).TotalSeconds:0.0} s");
        }

        GC.SuppressFinalize(this);
    }

    private SparkSession Start()
    {
        Environment.SetEnvironmentVariable("SPARK_HOME", Home);
        Builder builder = SparkSession.Builder();
        Dictionary<string, string> delta = new(DeltaConnector.Settings(Version, Home!));
        string[] jars = [.. new[] { RequiredKafka.Connector(Version), delta.GetValueOrDefault("spark.jars") }.OfType<string>()];
        if (jars.Length > 0)
        {
            delta["spark.jars"] = string.Join(',', jars);
        }

        foreach ((string name, string value) in delta)
        {
            builder.Config(name, value);
        }

        return builder
            .Master("local[8]") // Eight partitions at once, on however few cores.
            .AppName($"Promises on Spark {Version}")
            .Config("spark.ui.enabled", false)
            .Config("spark.sql.shuffle.partitions", 2)
            .Config("spark.databricks.delta.snapshotPartitions", 2)
            .Config("spark.sql.session.timeZone", "Europe/Berlin") // Not the machine's, not UTC: nothing may depend on it.
            .Config("spark.lakebase.worker.abortGraceMs", 2_000)
            .GetOrCreate();
    }
}
