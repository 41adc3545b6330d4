using System.Diagnostics;

namespace Lakebase.TestSupport.Spark;

/// <summary>A Spark on this machine, got by the repository's own <c>spark-submit/get-spark</c>.</summary>
public static class SparkInstallation
{
    // One unpacking of the archive with all versions takes hardly longer than one of a single version. Where there is no such
    // archive it fails, and each version is got on its own.
    private static readonly Lazy<bool> AllAtOnce = new(() => GetSpark("--all").ExitCode == 0);

    /// <summary>The <c>SPARK_HOME</c> of a version, or the reason why there is none.</summary>
    public static (string? Home, string? Reason) Find(string version)
    {
        if (JavaIsMissing())
        {
            return (null, "Spark needs Java: there is no `java` in JAVA_HOME or on the PATH.");
        }

        if (SparkSelection.IsForSeveralVersions && !Directory.Exists(Path.Combine(CacheFolder, version)))
        {
            _ = AllAtOnce.Value;
        }

        (int exitCode, string output, string errors) = GetSpark(version);
        return exitCode == 0
            ? (output.Trim().Split('\n')[^1], null)
            : (null, $"No Spark {version}: {errors.Trim()}");
    }

    /// <summary>Where <c>get-spark</c> keeps what it got.</summary>
    private static string CacheFolder
    {
        get
        {
            string? root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return Path.Combine(string.IsNullOrEmpty(root) ? Path.Combine(home, ".cache") : root, "lakebase-foreachwriter", "spark");
        }
    }

    private static (int ExitCode, string Output, string Errors) GetSpark(string argument)
    {
        // A SPARK_HOME of the machine may hold any version; these tests want this one.
        ProcessStartInfo start = new(Repository.PathOf("spark-submit", "get-spark"), [argument])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["SPARK_HOME"] = null },
        };
        using Process script = Process.Start(start)!;
        Task<string> errors = script.StandardError.ReadToEndAsync();
        string output = script.StandardOutput.ReadToEnd();
        script.WaitForExit();
        return (script.ExitCode, output, errors.Result);
    }

    private static bool JavaIsMissing()
    {
        string? javaHome = Environment.GetEnvironmentVariable("JAVA_HOME");
        IEnumerable<string> folders = string.IsNullOrEmpty(javaHome)
            ? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            : [Path.Combine(javaHome, "bin")];
        return !folders.Any(folder => File.Exists(Path.Combine(folder, "java")));
    }
}
