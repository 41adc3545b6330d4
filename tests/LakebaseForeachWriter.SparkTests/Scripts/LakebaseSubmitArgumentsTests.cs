using System.Diagnostics;
using Lakebase.TestSupport.Spark;

namespace Lakebase.SparkTests.Scripts;

/// <summary>
/// What <c>spark-submit/lakebase-submit</c> makes of its command line. Its Spark is a program that writes down what it is called
/// with.
/// </summary>
public sealed class LakebaseSubmitArgumentsTests : IDisposable
{
    private const string Jar = "lakebase-foreachwriter-spark.jar";

    private readonly string _folder = Directory.CreateTempSubdirectory("lakebase-test-").FullName;
    private readonly string _app;

    public LakebaseSubmitArgumentsTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "lakebase-submit is a bash script.");
        _app = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "an app")).FullName, "App.dll");
        File.WriteAllText(_app, "");
        File.WriteAllText(Path.Combine(_folder, "an app", Jar), "");
    }

    private string AppJar => Path.Combine(_folder, "an app", Jar);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Submit_LocalMaster_RunsTheAppWhereItIs()
    {
        ScriptResult result = await RunAsync("exit 0", "--master", "local[2]", _app, "--rows", "20", "a b");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            ["--class", "lakebase.spark.DotnetRunner", "--master", "local[2]", AppJar, _app, "--rows", "20", "a b"], Called());
    }

    [Fact]
    public async Task Submit_ExecutableBesideItsDll_IsTheDll()
    {
        await RunAsync("exit 0", Path.ChangeExtension(_app, null));

        Assert.Equal(["--class", "lakebase.spark.DotnetRunner", AppJar, _app], Called());
    }

    [Fact]
    public async Task Submit_NoMaster_IsLocal()
    {
        await RunAsync("exit 0", _app);

        Assert.Equal(["--class", "lakebase.spark.DotnetRunner", AppJar, _app], Called());
    }

    [Theory]
    [InlineData("--master", "yarn")]
    [InlineData("--master=yarn")]
    [InlineData("--conf", "spark.master=yarn")]
    [InlineData("-c", "spark.master=yarn")]
    [InlineData("--conf=spark.master=yarn")]
    public async Task Submit_OtherMaster_ShipsTheApp(params string[] master)
    {
        await RunAsync("exit 0", [.. master, _app]);

        int archives = Array.IndexOf(Called(), "--archives");
        Assert.True(archives > 0);
        Assert.EndsWith("/app.tar.gz#app", Called()[archives + 1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_MasterInSparkDefaults_ShipsTheApp()
    {
        string conf = Directory.CreateDirectory(Path.Combine(_folder, "spark", "conf")).FullName;
        await File.WriteAllTextAsync(Path.Combine(conf, "spark-defaults.conf"), "# mine\nspark.master    yarn \n", TestContext.Current.CancellationToken);

        await RunAsync("exit 0", _app);

        Assert.Contains("--archives", Called());
    }

    [Fact]
    public async Task Submit_UsersArchivesAndClusterMode_AreKeptAndTheDllIsNamedInTheArchive()
    {
        await RunAsync("exit 0", "--master", "yarn", "--deploy-mode", "cluster", "--archives", "mine.zip#mine", _app);

        string[] called = Called();
        Assert.StartsWith("mine.zip#mine,", called[Array.IndexOf(called, "--archives") + 1], StringComparison.Ordinal);
        Assert.Equal([AppJar, "app/App.dll"], called[^2..]);
    }

    [Fact]
    public async Task Submit_ArchiveOfTheApp_HoldsItsFolderAndGoesWithTheJob()
    {
        ScriptResult result = await RunAsync(
            """
            while [ "$1" != --archives ]; do shift; done
            echo "${2%#app}" >"$CALLED.archive"
            tar -tzf "${2%#app}" | sort
            """,
            "--master", "local-cluster[2,1,1024]", _app);

        Assert.Equal($"./\n./App.dll\n./{Jar}\n", result.Output);
        string archive = (await File.ReadAllTextAsync(Path.Combine(_folder, "called.archive"), TestContext.Current.CancellationToken)).Trim();
        Eventually.Holds(() => !Directory.Exists(Path.GetDirectoryName(archive)), TimeSpan.FromSeconds(30), "the archive is gone");
    }

    [Theory]
    [InlineData("local[2]")]
    [InlineData("yarn")]
    public async Task Submit_AppFails_ItsExitCodeComesThrough(string master) =>
        Assert.Equal(42, (await RunAsync("exit 42", "--master", master, _app)).ExitCode);

    [Theory]
    [InlineData("FINISHED", 0)]
    [InlineData("FAILED", 1)]
    [InlineData("ERROR", 1)]
    [InlineData("KILLED", 1)]
    public async Task Submit_StandaloneCluster_ExitCodeTellsTheDriversEnd(string state, int exitCode)
    {
        ScriptResult result = await RunAsync(
            $$"""
            log=$(sed -n 's/^appender.file.fileName = //p' "${SPARK_SUBMIT_OPTS##*file:}")
            echo 'Driver successfully submitted as driver-20260101000000-0001' >"$log"
            echo 'State of driver driver-20260101000000-0001 is {{state}}, exiting spark-submit JVM.' >>"$log"
            """,
            "--master", "spark://host:7077", "--deploy-mode", "cluster", _app);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains("spark.standalone.submit.waitAppCompletion=true", Called());
        Assert.Equal(exitCode == 1, result.Errors.Contains("driver-20260101000000-0001 ended as " + state, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("3.5.9", true, "--driver-java-options", "-Dmine=1")]
    [InlineData("3.5.9", true, "--conf", "spark.driver.extraJavaOptions=-Dmine=1")]
    [InlineData("4.1.4", false, "--driver-java-options", "-Dmine=1")]
    public async Task Submit_StandaloneClusterOnSpark35_OpensJavasModulesToTheDriverBesideTheUsersOptions(
        string version, bool opens, params string[] users)
    {
        await RunOnAsync(version, "exit 0", ["--master", "spark://host:7077", "--deploy-mode", "cluster", .. users, _app]);

        string[] called = Called();
        string last = called[Array.LastIndexOf(called, "--driver-java-options") + 1];
        Assert.EndsWith("-Dmine=1", last, StringComparison.Ordinal);
        Assert.Equal(opens, last.Contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Submit_SubmitFolder_GetsArchiveAndJarForStandaloneClusters()
    {
        string shared = Directory.CreateDirectory(Path.Combine(_folder, "seen by all")).FullName;

        await RunAsync("exit 0", ["--master", "spark://host:7077", "--deploy-mode", "cluster", _app], ("LAKEBASE_SUBMIT_FOLDER", shared));

        string[] called = Called();
        Assert.StartsWith(shared, called[Array.IndexOf(called, "--archives") + 1], StringComparison.Ordinal);
        Assert.StartsWith(shared, called[^2], StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(shared));
    }

    [Theory]
    [InlineData("--class is chosen", "--class", "Main")]
    [InlineData("needs a value", "--master")]
    [InlineData("has no option --rows", "--rows", "20")]
    [InlineData("there is no nowhere.dll", "nowhere.dll")]
    [InlineData("neither a project folder nor a .dll", "nowhere")]
    [InlineData("holds no .csproj", "/")]
    public async Task Submit_WrongUse_SaysWhatIsWrong(string message, params string[] arguments)
    {
        ScriptResult result = await RunAsync("exit 0", arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.TrimEnd('\n').Split('\n'));
    }

    private string[] Called() => File.ReadAllLines(Path.Combine(_folder, "called"));

    private Task<ScriptResult> RunAsync(string sparkSubmit, params string[] arguments) => RunOnAsync("4.1.4", sparkSubmit, arguments);

    private Task<ScriptResult> RunAsync(string sparkSubmit, string[] arguments, (string Name, string Value) variable) =>
        RunOnAsync("4.1.4", sparkSubmit, arguments, variable);

    private async Task<ScriptResult> RunOnAsync(
        string version, string sparkSubmit, string[] arguments, params (string Name, string Value)[] variables)
    {
        string home = Path.Combine(_folder, "spark");
        Directory.CreateDirectory(Path.Combine(home, "bin"));
        Directory.CreateDirectory(Path.Combine(home, "jars"));
        await File.WriteAllTextAsync(Path.Combine(home, "jars", $"spark-core_2.13-{version}.jar"), "", TestContext.Current.CancellationToken);
        string program = Path.Combine(home, "bin", "spark-submit");
        await File.WriteAllTextAsync(
            program, $"#!/bin/bash\nprintf '%s\\n' \"$@\" >\"$CALLED\"\n{sparkSubmit}\n", TestContext.Current.CancellationToken);
        using (Process chmod = Process.Start("chmod", ["+x", program]))
        {
            await chmod.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var environment = new Dictionary<string, string?> { ["SPARK_HOME"] = home, ["CALLED"] = Path.Combine(_folder, "called") };
        foreach ((string name, string value) in variables)
        {
            environment[name] = value;
        }

        return await Script.RunAsync(Repository.PathOf("spark-submit", "lakebase-submit"), arguments, environment);
    }
}
