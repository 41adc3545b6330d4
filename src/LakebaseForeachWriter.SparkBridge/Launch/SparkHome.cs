using System.Text.RegularExpressions;

namespace Microsoft.Spark.Launch;

/// <summary>An unpacked Spark distribution: its folder and its version.</summary>
internal sealed partial record SparkHome(string Folder, Version Version)
{
    private const string HomeVariable = "SPARK_HOME";
    private const string VersionVariable = "LAKEBASE_SPARK_VERSION";
    private const string DefaultVersion = "4.1.4";

    /// <summary>The script that starts a Spark application.</summary>
    public string SparkSubmit => Path.Combine(Folder, "bin", "spark-submit");

    /// <summary>Finds Spark: <c>SPARK_HOME</c>, else what <c>spark-submit/get-spark</c> has installed.</summary>
    /// <param name="environment">Looks an environment variable up.</param>
    /// <exception cref="InvalidOperationException">There is none, or the folder is not a Spark distribution.</exception>
    public static SparkHome Find(Func<string, string?> environment)
    {
        var home = environment(HomeVariable);
        if (!string.IsNullOrEmpty(home))
        {
            return Open(home, $"{HomeVariable} ({home})");
        }

        var cache = CacheFolder(environment);
        var wanted = environment(VersionVariable);
        if (!string.IsNullOrEmpty(wanted))
        {
            var chosen = Path.Combine(cache, wanted);
            return Directory.Exists(chosen)
                ? Open(chosen, chosen)
                : throw new InvalidOperationException(
                    $"Spark {wanted} (asked for by {VersionVariable}) is not in {cache}. Install it with: spark-submit/get-spark {wanted}");
        }

        var installed = Newest(cache);
        return installed is null
            ? throw new InvalidOperationException(
                $"No Spark found: {HomeVariable} is not set and {cache} is empty. "
                + $"Set {HomeVariable} to an unpacked Spark distribution, or install one with: spark-submit/get-spark {DefaultVersion}")
            : Open(installed, installed);
    }

    // The version that the examples are written for first, then the newest of its line, then the newest of all.
    private static string? Newest(string cache)
    {
        if (!Directory.Exists(cache))
        {
            return null;
        }

        return Directory.EnumerateDirectories(cache)
            .Select(folder => (Folder: folder, Name: Path.GetFileName(folder)))
            .Where(candidate => Version.TryParse(candidate.Name, out _))
            .OrderByDescending(candidate => candidate.Name == DefaultVersion)
            .ThenByDescending(candidate => candidate.Name.StartsWith("4.1.", StringComparison.Ordinal))
            .ThenByDescending(candidate => Version.Parse(candidate.Name))
            .Select(candidate => candidate.Folder)
            .FirstOrDefault();
    }

    private static string CacheFolder(Func<string, string?> environment)
    {
        var root = environment("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(root))
        {
            root = Path.Combine(environment("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        }

        return Path.Combine(root, "lakebase-foreachwriter", "spark");
    }

    private static SparkHome Open(string folder, string source)
    {
        if (!File.Exists(Path.Combine(folder, "bin", "spark-submit")))
        {
            throw new InvalidOperationException(
                $"{source} is not a Spark distribution: there is no bin/spark-submit in it. "
                + $"Set {HomeVariable} to the folder that holds bin and jars.");
        }

        return ReadVersion(folder) is { } version
            ? new SparkHome(Path.GetFullPath(folder), version)
            : throw new InvalidOperationException(
                $"The version of the Spark in {source} cannot be read: neither its RELEASE file nor jars/spark-core_*.jar name one.");
    }

    private static Version? ReadVersion(string folder)
    {
        var release = Path.Combine(folder, "RELEASE");
        var jars = Path.Combine(folder, "jars");
        var lines = File.Exists(release) ? File.ReadLines(release) : [];
        var cores = Directory.Exists(jars) ? Directory.EnumerateFiles(jars, "spark-core_2.1?-*.jar") : [];
        foreach (var text in lines.Concat(cores.Select(Path.GetFileName).OfType<string>()))
        {
            if (VersionInText().Match(text) is { Success: true } match)
            {
                return Version.Parse(match.Groups[1].Value);
            }
        }

        return null;
    }

    [GeneratedRegex(@"^(?:Spark |spark-core_2\.1\d-)(\d+\.\d+\.\d+)")]
    private static partial Regex VersionInText();
}
