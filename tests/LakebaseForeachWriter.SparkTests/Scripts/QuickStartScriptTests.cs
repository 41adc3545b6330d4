using Lakebase.TestSupport.Spark;

namespace Lakebase.SparkTests.Scripts;

/// <summary>The script <c>spark-submit/quick-start</c>: on a Spark that is a script of one line.</summary>
public sealed class QuickStartScriptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lakebase-test-").FullName;

    public QuickStartScriptTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "quick-start is a bash script.");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task QuickStart_NoJar_SaysToBuild()
    {
        ScriptResult result = await RunAsync("exit 0", "--jar", Path.Combine(_folder, "none.jar"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("build the solution with a JDK first", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task QuickStart_SparkWithSettings_SaysThatJavaDoesNotAllowThem()
    {
        string conf = Directory.CreateDirectory(Path.Combine(_folder, "spark", "conf")).FullName;
        File.WriteAllText(Path.Combine(conf, "spark-defaults.conf"), "");

        ScriptResult result = await RunAsync("exit 0", "--jar", Jar());

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("conf holds settings (spark-defaults.conf)", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task QuickStart_RehearsalFails_SaysWhyAndLeavesNothing()
    {
        ScriptResult result = await RunAsync("echo no stream today; exit 3", "--jar", Jar());

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("it failed: no stream today", result.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateDirectories(QuickStartFolder, ".partial-*"));
    }

    [Fact]
    public async Task QuickStart_RehearsalDoesNotEnd_IsStoppedAtItsLimit()
    {
        ScriptResult result = await RunAsync("exec sleep 600", "--jar", Jar(), "--limit", "1");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("did not end within 1 s", result.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateDirectories(QuickStartFolder, ".partial-*"));
    }

    [Fact]
    public async Task QuickStart_ArchiveIsThere_IsNotMadeAgain()
    {
        const string Archives = """
            for option in $SPARK_SUBMIT_OPTS; do
                [[ $option == -XX:ArchiveClassesAtExit=* ]] && echo made > "${option#*=}"
            done
            exit 0
            """;
        Assert.Equal(0, (await RunAsync(Archives, "--jar", Jar())).ExitCode);
        string archive = Assert.Single(Directory.EnumerateFiles(QuickStartFolder, "java-*.jsa"));

        ScriptResult second = await RunAsync("exit 3", "--jar", Jar());

        Assert.Equal(0, second.ExitCode);
        Assert.Equal("made\n", await File.ReadAllTextAsync(archive, TestContext.Current.CancellationToken));
    }

    private string QuickStartFolder => Path.Combine(_folder, "spark", "lakebase-quick-start");

    private string Jar()
    {
        string jar = Path.Combine(_folder, "a.jar");
        File.WriteAllText(jar, "");
        return jar;
    }

    // A Spark whose spark-submit is the script given.
    private Task<ScriptResult> RunAsync(string sparkSubmit, params string[] arguments)
    {
        string bin = Directory.CreateDirectory(Path.Combine(_folder, "spark", "bin")).FullName;
        string jars = Directory.CreateDirectory(Path.Combine(_folder, "spark", "jars")).FullName;
        File.WriteAllText(Path.Combine(jars, "spark-core_2.13-4.1.4.jar"), "");
        string program = Path.Combine(bin, "spark-submit");
        File.WriteAllText(program, $"#!/usr/bin/env bash\n{sparkSubmit}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var environment = new Dictionary<string, string?> { ["SPARK_HOME"] = Path.Combine(_folder, "spark") };
        return Script.RunAsync(Repository.PathOf("spark-submit", "quick-start"), arguments, environment);
    }
}
