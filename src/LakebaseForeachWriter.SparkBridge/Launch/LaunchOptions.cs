namespace Microsoft.Spark.Launch;

/// <summary>The command line of the JVM: what Spark must know before it starts.</summary>
internal static class LaunchOptions
{
    // Everything else is set through the session builder, so that no value (a password may be among them) stands on a command line.
    private static readonly string[] LaunchTimePrefixes =
    [
        "spark.master", "spark.app.name", "spark.submit.", "spark.driver.", "spark.jars", "spark.files", "spark.archives",
        "spark.yarn.", "spark.kubernetes.",
    ];

    /// <summary>Arguments of <c>spark-submit</c>.</summary>
    /// <param name="conf">The settings given to the session builder before its first session.</param>
    /// <param name="masterIsConfigured">Whether the environment or Spark's own files already name a master.</param>
    /// <param name="jar">The jar beside the bridge.</param>
    public static IReadOnlyList<string> Arguments(IReadOnlyDictionary<string, string> conf, bool masterIsConfigured, string jar)
    {
        var arguments = new List<string>();
        if (conf.TryGetValue("spark.master", out var master))
        {
            arguments.AddRange(["--master", master]);
        }
        else if (!masterIsConfigured)
        {
            arguments.AddRange(["--master", "local[*]"]);
        }

        foreach (var (key, value) in conf.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (key != "spark.master" && Array.Exists(LaunchTimePrefixes, prefix => key.StartsWith(prefix, StringComparison.Ordinal)))
            {
                arguments.AddRange(["--conf", $"{key}={value}"]);
            }
        }

        arguments.AddRange(["--class", "lakebase.spark.DotnetGateway", jar]);
        return arguments;
    }

    /// <summary>Whether Spark's own configuration names a master.</summary>
    public static bool NamesMaster(SparkHome spark, Func<string, string?> environment)
    {
        if (!string.IsNullOrEmpty(environment("MASTER")))
        {
            return true;
        }

        var folder = environment("SPARK_CONF_DIR");
        var defaults = Path.Combine(string.IsNullOrEmpty(folder) ? Path.Combine(spark.Folder, "conf") : folder, "spark-defaults.conf");
        return File.Exists(defaults)
            && File.ReadLines(defaults).Any(line => line.TrimStart().StartsWith("spark.master", StringComparison.Ordinal));
    }
}
