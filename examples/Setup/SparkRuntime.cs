using System.Diagnostics;
using Microsoft.Spark.Sql;

namespace Lakebase.Examples;

/// <summary>
/// Where Spark comes from: from spark-submit, which has started this program, else from <c>spark-submit/get-spark</c>, after which
/// the session builder starts it.
/// </summary>
public static class SparkRuntime
{
    private const string Jar = "lakebase-foreachwriter-spark.jar";

    /// <summary>Whether spark-submit has started this program. Looked at once and early: the session builder removes the sign.</summary>
    public static bool StartedBySparkSubmit { get; } = Environment.GetEnvironmentVariable("LAKEBASE_GATEWAY_PORT") is not null;

    /// <summary>Finds a Spark, or fetches it, and sets <c>SPARK_HOME</c>.</summary>
    /// <param name="version">The version, or null for <c>SPARK_HOME</c>'s, else the default one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Why Spark cannot run here, or null.</returns>
    /// <exception cref="SetupException"><c>SPARK_HOME</c> names no Spark.</exception>
    public static async Task<string?> FindAsync(string? version, CancellationToken cancellationToken) =>
        MissingPart() ?? await GetSparkAsync(version, cancellationToken);

    /// <summary>The session, and with it Spark, unless spark-submit has started that.</summary>
    public static SparkSession StartSession(string name, params (string Key, string Value)[] settings)
    {
        Builder builder = SparkSession.Builder().AppName(name);
        if (!StartedBySparkSubmit)
        {
            // Half a second that nobody looks at.
            builder.Config("spark.ui.enabled", false);
            foreach ((string key, string value) in settings)
            {
                builder.Config(key, value);
            }
        }

        return builder.GetOrCreate();
    }

    /// <exception cref="SetupException">The program, of this name, runs in a cluster.</exception>
    public static void RefuseOnCluster(string name, string what)
    {
        if (!StartedBySparkSubmit)
        {
            return;
        }

        string master = StartSession(name).Conf().Get("spark.master");
        if (!master.StartsWith("local", StringComparison.Ordinal))
        {
            throw new SetupException($"On a cluster ({master}) this program does not start {what}.");
        }
    }

    /// <summary>Runs <c>get-spark</c> and returns the last line of its output, or null when it failed; its reports have said why.</summary>
    public static async Task<string?> RunGetSparkAsync(string[] arguments, CancellationToken cancellationToken)
    {
        // The script's own reports go straight to the terminal: a download takes minutes.
        var start = new ProcessStartInfo(Script("get-spark"), arguments) { RedirectStandardOutput = true };
        using Process script = Process.Start(start)!;
        string output = await script.StandardOutput.ReadToEndAsync(cancellationToken);
        await script.WaitForExitAsync(cancellationToken);
        return script.ExitCode == 0 ? output.TrimEnd().Split('\n')[^1] : null;
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
        string? given = Environment.GetEnvironmentVariable("SPARK_HOME");
        bool isSet = !string.IsNullOrEmpty(given);
        if (!File.Exists(Script("get-spark")))
        {
            return isSet ? null : "SPARK_HOME is not set, and get-spark is not here";
        }

        if (await RunGetSparkAsync(version is null ? [] : [version], cancellationToken) is { } home)
        {
            Environment.SetEnvironmentVariable("SPARK_HOME", home);
            if (!isSet)
            {
                await PrepareQuickStartAsync(home, cancellationToken);
            }

            return null;
        }

        return isSet
            ? throw new SetupException("SPARK_HOME does not name a Spark; correct it, or unset it to let get-spark find one.")
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
