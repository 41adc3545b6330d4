using Lakebase.TestSupport.Processes;
using Lakebase.TestSupport.Spark;

namespace Lakebase.SparkTests.Processes;

/// <summary>What a user reads when Spark cannot start: one sentence with the way out, and an exit code that is not 0.</summary>
[Collection("Processes")]
public sealed class StartErrorTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly string _home = RequiredSpark.Home();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Start_WithoutJava_SaysThatAndWhichToInstall() => AssertFails(
        _home,
        new() { ["JAVA_HOME"] = null, ["PATH"] = FolderWith("env", "dotnet", "setsid") },
        "No Java found", "Java 17");

    [Fact]
    public void Start_WithAJavaHomeThatHasNoJava_NamesIt() => AssertFails(
        _home, new() { ["JAVA_HOME"] = _folder["nothing"] }, _folder["nothing"], "bin/java");

    [Fact]
    public void Start_WithAJavaThatThisSparkCannotUse_NamesBothAndThoseThatFit() => AssertFails(
        _home, new() { ["JAVA_HOME"] = JavaThatSays("openjdk version \"25.0.1\" 2025-10-21") }, "Java 25", SparkSelection.AnyVersion, "17");

    [Fact]
    public void Start_WithASparkHomeThatIsNone_NamesItAndWhatIsMissing() => AssertFails(
        _folder.CreateFolder("no-spark"), [], _folder["no-spark"], "bin/spark-submit", "SPARK_HOME");

    private static void AssertFails(string sparkHome, Dictionary<string, string?> environment, params string[] words)
    {
        using ProgramRun run = TestApp.Run(sparkHome, environment, "exit", "0");

        Assert.NotEqual(0, run.WaitForExit(Deadline));
        Assert.All(words, word => Assert.Contains(word, run.Output, StringComparison.Ordinal));
        Eventually.IsEmpty(() => run.Processes, Deadline, "left-over processes");
    }

    /// <summary>A folder with nothing but some of the machine's commands.</summary>
    private string FolderWith(params string[] commands)
    {
        string folder = _folder.CreateFolder("commands");
        foreach (string command in commands)
        {
            string found = Environment.GetEnvironmentVariable("PATH")!
                .Split(Path.PathSeparator)
                .Select(path => Path.Combine(path, command))
                .First(File.Exists);
            File.CreateSymbolicLink(Path.Combine(folder, command), found);
        }

        return folder;
    }

    private string JavaThatSays(string version)
    {
        string java = Path.Combine(_folder.CreateFolder(Path.Combine("java", "bin")), "java");
        File.WriteAllText(java, $"#!/bin/sh\necho '{version}' >&2\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(java, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return _folder["java"];
    }
}
