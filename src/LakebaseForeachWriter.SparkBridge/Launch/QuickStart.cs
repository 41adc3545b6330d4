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

    // The optimising compiler comes ten times later than by default: at a start it takes a third of two cores, for code that runs once.
    // What a long stream repeats reaches these counts within seconds.
    private const string PatientCompiler = "-XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000 "
        + "-XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000";

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
        var quiet = "-Xlog:cds=off,cds+dynamic=off,class+path=off";

        // The user's own options come last, where they win.
        var options = $"{PatientCompiler} {quiet} \"-XX:SharedArchiveFile={archive}\" {environment(JavaOptionsVariable)}";
        return new Dictionary<string, string>
        {
            [JavaOptionsVariable] = options.TrimEnd(),
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
