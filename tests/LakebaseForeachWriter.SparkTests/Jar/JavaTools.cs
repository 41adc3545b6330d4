using System.Diagnostics;
using System.Runtime.CompilerServices;
using Lakebase.TestSupport.Spark;

namespace Lakebase.SparkTests.Jar;

/// <summary>The JDK, the Spark installations and the jar that the Java checks need: skipped where missing, failed on CI.</summary>
internal static class JavaTools
{
    private static readonly TimeSpan ProgramTimeout = TimeSpan.FromMinutes(2);

    public static IEnumerable<string> SparkVersions { get; } = ["3.5.9", "4.0.5", "4.1.4", "4.2.1", "4.3.0"];

    public static string JarPath { get; } = Path.Combine(AppContext.BaseDirectory, "lakebase-foreachwriter-spark.jar");

    public static string ChecksFolder { get; } =
        Path.GetFullPath(Path.Combine(SourceFolder(), "..", "..", "..", "spark-submit", "worker-jar", "checks"));

    public static string JarsOf(string sparkVersion)
    {
        string? notAsked = SparkSelection.ReasonToSkip(sparkVersion);
        Assert.SkipWhen(notAsked is not null, notAsked ?? "");
        (string? home, string? reason) = SparkInstallation.Find(sparkVersion);
        Need(home is not null, reason ?? "");
        return Path.Combine(home!, "jars");
    }

    public static void NeedJar() => Need(File.Exists(JarPath), "The jar was not built: no JDK was found through JAVA_HOME or the PATH.");

    /// <summary>Runs a program of the JDK; returns its exit code and what it wrote.</summary>
    public static (int ExitCode, string Output) Run(string tool, params string[] arguments)
    {
        var home = Environment.GetEnvironmentVariable("JAVA_HOME");
        var program = string.IsNullOrEmpty(home) ? tool : Path.Combine(home, "bin", tool);
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (!process.WaitForExit(ProgramTimeout))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{tool} did not end within {ProgramTimeout}.");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult() + error.GetAwaiter().GetResult());
    }

    private static void Need(bool condition, string reason)
    {
        if (condition)
        {
            return;
        }

        Assert.SkipUnless(SparkSelection.IsContinuousIntegration, reason);
        Assert.Fail(reason);
    }

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
