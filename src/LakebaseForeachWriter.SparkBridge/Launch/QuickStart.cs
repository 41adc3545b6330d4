namespace Microsoft.Spark.Launch;

/// <summary>
/// The archive of Spark's classes that <c>spark-submit/quick-start</c> made, if it did: with it the JVM neither reads nor verifies them
/// again. Java itself refuses an archive that does not fit its version or Spark's jars, and then starts without one.
/// </summary>
internal static class QuickStart
{
    private const string SwitchVariable = "LAKEBASE_QUICK_START";
    private const string ConfVariable = "SPARK_CONF_DIR";
    private const string JavaOptionsVariable = "SPARK_SUBMIT_OPTS";

    /// <summary>What the environment of <c>spark-submit</c> needs, besides what it has, for the archive to be used; empty without one.</summary>
    /// <exception cref="InvalidOperationException"><c>LAKEBASE_QUICK_START</c> is set, and not to <c>off</c>.</exception>
    public static IReadOnlyDictionary<string, string> Variables(SparkHome spark, JavaHome java, Func<string, string?> environment)
    {
        var folder = Path.Combine(spark.Folder, "lakebase-quick-start");
        var archive = Path.Combine(folder, $"java-{java.MajorVersion}.jsa");
        if (IsOff(environment(SwitchVariable)) || !File.Exists(archive) || HasSettings(spark, environment(ConfVariable)))
        {
            return new Dictionary<string, string>();
        }

        // A warning about an archive that Java refuses would stand among the application's own output.
        var options = $"{environment(JavaOptionsVariable)} -Xlog:cds=off,cds+dynamic=off,class+path=off \"-XX:SharedArchiveFile={archive}\"";
        return new Dictionary<string, string>
        {
            [JavaOptionsVariable] = options.TrimStart(),
            [ConfVariable] = Path.Combine(folder, "conf"),
        };
    }

    private static bool IsOff(string? setting) => setting switch
    {
        null or "" => false,
        "off" => true,
        _ => throw new InvalidOperationException($"{SwitchVariable} is '{setting}'; it may be 'off', or unset."),
    };

    // They stand on the class path, where an archive allows no folder but an empty one.
    private static bool HasSettings(SparkHome spark, string? confFolder)
    {
        var own = Path.Combine(spark.Folder, "conf");
        return !string.IsNullOrEmpty(confFolder)
            || (Directory.Exists(own) && Directory.EnumerateFiles(own).Any(file => !file.EndsWith(".template", StringComparison.Ordinal)));
    }
}
