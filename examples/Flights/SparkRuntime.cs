using System.Diagnostics;
using Microsoft.Spark.Sql;

namespace Flights;

/// <summary>
/// Where Spark comes from: from spark-submit, which has started this program, else from <c>spark-submit/get-spark</c>, after which
/// the session builder starts it.
/// </summary>
internal static class SparkRuntime
{
    private const string Jar = "lakebase-foreachwriter-spark.jar";

    // Looked at once and early: the session builder removes it.
    private static readonly bool StartedBySparkSubmit = Environment.GetEnvironmentVariable("LAKEBASE_GATEWAY_PORT") is not null;

    /// <summary>Whether the rows go through Spark; says why if they do not.</summary>
    /// <exception cref="FlightsException">Spark was asked for by version, or is misconfigured, and cannot be had.</exception>
    public static async Task<bool> FindAsync(FlightsOptions options, CancellationToken cancellationToken)
    {
        if (StartedBySparkSubmit)
        {
            return options is { NoSpark: false, SparkVersion: null }
                ? true
                : throw new FlightsException("--spark and --no-spark make no sense under spark-submit, which has started Spark already.");
        }

        if (options.NoSpark)
        {
            return false;
        }

        string? missing = MissingPart() ?? await GetSparkAsync(options.SparkVersion, cancellationToken);
        if (missing is null)
        {
            return true;
        }

        if (options.SparkVersion is not null)
        {
            throw new FlightsException($"Spark {options.SparkVersion} cannot run here: {missing}.");
        }

        Console.WriteLine($"Spark cannot run here ({missing}), so the same rows go through the same writer without it.");
        return false;
    }

    /// <summary>The session, and with it Spark, unless spark-submit has started that.</summary>
    public static SparkSession StartSession()
    {
        Builder builder = SparkSession.Builder().AppName("flights");
        if (!StartedBySparkSubmit)
        {
            // Half a second that nobody looks at.
            builder.Config("spark.ui.enabled", false);
        }

        return builder.GetOrCreate();
    }

    /// <exception cref="FlightsException">The program runs in a cluster.</exception>
    public static void RefuseOnCluster(string what)
    {
        if (!StartedBySparkSubmit)
        {
            return;
        }

        string master = StartSession().Conf().Get("spark.master");
        if (!master.StartsWith("local", StringComparison.Ordinal))
        {
            throw new FlightsException($"On a cluster ({master}) this program does not start {what}.");
        }
    }

    private static string? MissingPart()
    {
        if (OperatingSystem.IsWindows())
        {
            return "it is started on Linux and macOS only";
        }

        if (!File.Exists(Path.Combine(AppContext.BaseDirectory, Jar)))
        {
            return "its jar was not built, because there was no JDK";
        }

        string? home = Environment.GetEnvironmentVariable("JAVA_HOME");
        bool hasJava = !string.IsNullOrEmpty(home) || (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, "java")));
        return hasJava ? null : "there is no Java; install Java 17";
    }

    // Returns what is missing, or null.
    private static async Task<string?> GetSparkAsync(string? version, CancellationToken cancellationToken)
    {
        bool isSet = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("SPARK_HOME"));
        string getSpark = Script("get-spark");
        if (!File.Exists(getSpark))
        {
            return isSet ? null : "SPARK_HOME is not set, and get-spark is not here";
        }

        // The script's own reports go straight to the terminal: a download takes minutes.
        var start = new ProcessStartInfo(getSpark, version is null ? [] : [version]) { RedirectStandardOutput = true };
        using Process script = Process.Start(start)!;
        string output = await script.StandardOutput.ReadToEndAsync(cancellationToken);
        await script.WaitForExitAsync(cancellationToken);
        if (script.ExitCode == 0)
        {
            string home = output.TrimEnd().Split('\n')[^1];
            if (!isSet)
            {
                Environment.SetEnvironmentVariable("SPARK_HOME", home);
                await PrepareQuickStartAsync(home, cancellationToken);
            }

            return null;
        }

        return isSet
            ? throw new FlightsException("SPARK_HOME does not name a Spark; correct it, or unset it to let get-spark find one.")
            : "get-spark found none, for the reason above";
    }

    // Once for a Spark that get-spark keeps; a Spark of the user's own is left as it is. Without it the start is slower, and that is all.
    private static async Task PrepareQuickStartAsync(string home, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(home, "lakebase-quick-start");
        bool isPrepared = Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.jsa").Any();
        if (isPrepared || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("LAKEBASE_QUICK_START")))
        {
            return;
        }

        using Process script = Process.Start(Script("quick-start"), ["--jar", Path.Combine(AppContext.BaseDirectory, Jar)]);
        await script.WaitForExitAsync(cancellationToken);
    }

    private static string Script(string name) => Repository.Folder is { } repository
        ? Path.Combine(repository, "spark-submit", name)
        : Path.Combine(AppContext.BaseDirectory, name);
}
