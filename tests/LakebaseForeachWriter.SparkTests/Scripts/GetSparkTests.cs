using System.Diagnostics;
using System.Security.Cryptography;
using Lakebase.TestSupport.Spark;

namespace Lakebase.SparkTests.Scripts;

/// <summary>The script <c>spark-submit/get-spark</c>, on a repository, an archive and a download place that are made here and are small.</summary>
public sealed class GetSparkTests : IDisposable
{
    private const string Version = "4.1.4";

    private readonly string _folder = Directory.CreateTempSubdirectory("lakebase-test-").FullName;
    private readonly string _script;

    public GetSparkTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "get-spark is a bash script.");
        _script = Path.Combine(_folder, "repository", "spark-submit", "get-spark");
        Directory.CreateDirectory(Path.GetDirectoryName(_script)!);
        File.Copy(Repository.PathOf("spark-submit", "get-spark"), _script);
    }

    private string Cache => Path.Combine(_folder, "cache", "lakebase-foreachwriter");

    private string Installed => Path.Combine(Cache, "spark", Version);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task GetSpark_SparkHomeIsSet_IsTheAnswer()
    {
        string home = MakeSpark(Path.Combine(_folder, "home"), "4.0.5");

        ScriptResult result = await RunAsync([], ("SPARK_HOME", home));

        Assert.Equal((0, home), (result.ExitCode, result.LastLine));
    }

    [Fact]
    public async Task GetSpark_SparkHomeIsNoSpark_FailsWithOneLineThatNamesIt()
    {
        ScriptResult result = await RunAsync([], ("SPARK_HOME", _folder));

        AssertFails(result, "SPARK_HOME is " + _folder);
    }

    [Fact]
    public async Task GetSpark_SparkHomeIsAnotherVersionThanTheNamedOne_IsNotTheAnswer()
    {
        string home = MakeSpark(Path.Combine(_folder, "home"), "4.0.5");
        MakeArchive(Version);

        ScriptResult result = await RunAsync([Version], ("SPARK_HOME", home));

        Assert.Equal((0, Installed), (result.ExitCode, result.LastLine));
    }

    [Fact]
    public async Task GetSpark_ArchiveBesideTheRepository_UnpacksOnlyTheWantedVersionOnce()
    {
        MakeArchive(Version, "3.5.9");

        ScriptResult first = await RunAsync([]);
        Directory.Delete(Path.Combine(_folder, "shared"), recursive: true);
        ScriptResult second = await RunAsync([Version]);

        Assert.Equal((0, Installed), (first.ExitCode, first.LastLine));
        Assert.Equal((0, Installed + "\n", ""), (second.ExitCode, second.Output, second.Errors));
        AssertCacheHoldsOnly("spark");
        Assert.Equal([Installed], Directory.EnumerateDirectories(Path.Combine(Cache, "spark")));
    }

    [Fact]
    public async Task GetSpark_All_UnpacksVersionsConnectorsAndKafka()
    {
        MakeArchive(Version, "3.5.9");

        ScriptResult result = await RunAsync(["--all"]);

        Assert.Equal((0, Installed), (result.ExitCode, result.LastLine));
        Assert.True(Directory.Exists(Path.Combine(Cache, "spark", "3.5.9", "jars")));
        AssertCacheHoldsOnly("connectors", "kafka", "spark");
    }

    [Fact]
    public async Task GetSpark_KafkaFromTheArchive_UnpacksKafkaAndConnectorsOnce()
    {
        MakeArchive(Version);

        ScriptResult first = await RunAsync(["--kafka"]);
        Directory.Delete(Path.Combine(_folder, "shared"), recursive: true);
        ScriptResult second = await RunAsync(["--kafka"]);

        Assert.Equal((0, Path.Combine(Cache, "kafka")), (first.ExitCode, first.LastLine));
        Assert.Equal((0, Path.Combine(Cache, "kafka")), (second.ExitCode, second.LastLine));
        AssertCacheHoldsOnly("connectors", "kafka", "spark");
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(Cache, "spark")));
    }

    [Fact]
    public async Task GetSpark_KafkaDownloadWithRightChecksum_IsInstalled()
    {
        string place = Directory.CreateDirectory(Path.Combine(_folder, "mirror", "4.1.1")).FullName;
        Directory.CreateDirectory(Path.Combine(_folder, "content", "kafka_2.13-4.1.1", "libs"));
        MakeTarball(place, "kafka_2.13-4.1.1");

        ScriptResult result = await RunAsync(["--kafka"], ("LAKEBASE_KAFKA_DOWNLOAD", $"file://{_folder}/mirror"));

        Assert.Equal((0, Path.Combine(Cache, "kafka")), (result.ExitCode, result.LastLine));
        Assert.True(Directory.Exists(Path.Combine(Cache, "kafka", "libs")));
        AssertCacheHoldsOnly("kafka", "spark");
    }

    [Fact]
    public async Task GetSpark_NoKafkaToDownload_FailsWithOneLineThatSaysWhatToDo() => AssertFails(
        await RunAsync(["--kafka"], ("LAKEBASE_KAFKA_DOWNLOAD", $"file://{_folder}/nowhere")), "Kafka 4.1.1 cannot be downloaded");

    [Fact]
    public async Task GetSpark_TwoAtOnce_BothAnswerAndNothingElseIsLeft()
    {
        MakeArchive(Version);

        ScriptResult[] results = await Task.WhenAll(RunAsync([]), RunAsync([]));

        Assert.All(results, result => Assert.Equal((0, Installed), (result.ExitCode, result.LastLine)));
        AssertCacheHoldsOnly("spark");
        Assert.Equal(["bin", "jars"], Directory.EnumerateDirectories(Installed).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    public async Task GetSpark_EndedInMidUnpack_LeavesNothingThatALaterRunTakesForSpark(string signal)
    {
        MakeArchive(Version);
        string reached = Path.Combine(_folder, "reached");
        string slow = WriteProgram("slow", "tar", $"/bin/tar \"$@\"\ntouch '{reached}'\nexec sleep 300\n");

        using (Script script = Start([], ("PATH", $"{slow}:{Environment.GetEnvironmentVariable("PATH")}")))
        {
            Eventually.Holds(() => File.Exists(reached), TimeSpan.FromSeconds(30), "the unpacking reached its middle");
            if (signal == "KILL")
            {
                script.Kill();
            }
            else
            {
                using Process kill = Process.Start("kill", ["-s", signal, script.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            }

            ScriptResult ended = await script.EndAsync();
            Assert.NotEqual(0, ended.ExitCode);
            Assert.False(Directory.Exists(Installed));
        }

        ScriptResult later = await RunAsync([]);

        Assert.Equal((0, Installed), (later.ExitCode, later.LastLine));
        AssertCacheHoldsOnly("spark");
    }

    [Fact]
    public async Task GetSpark_DownloadWithRightChecksum_IsInstalled()
    {
        string place = MakeDownload(corrupt: false);

        ScriptResult result = await RunAsync([Version], ("LAKEBASE_SPARK_DOWNLOAD", place));

        Assert.Equal((0, Installed), (result.ExitCode, result.LastLine));
        AssertCacheHoldsOnly("spark");
    }

    [Fact]
    public async Task GetSpark_DownloadWithWrongChecksum_InstallsNothing()
    {
        string place = MakeDownload(corrupt: true);

        ScriptResult result = await RunAsync([Version], ("LAKEBASE_SPARK_DOWNLOAD", place));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("checksum mismatch", result.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Installed));
        AssertCacheHoldsOnly("spark");
    }

    [Fact]
    public async Task GetSpark_NothingToDownload_FailsWithOneLineThatSaysWhatToDo()
    {
        ScriptResult result = await RunAsync([Version], ("LAKEBASE_SPARK_DOWNLOAD", $"file://{_folder}/nowhere"));

        AssertFails(result, $"Spark {Version} cannot be downloaded");
        Assert.Contains("SPARK_HOME", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetSpark_BrokenArchive_FailsWithOneLine()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "shared", "spark"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "shared", "spark", "spark-runtimes.tar.xz"), "none", TestContext.Current.CancellationToken);

        ScriptResult result = await RunAsync([]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("unpacking", result.Errors.Split('\n')[^2], StringComparison.Ordinal);
        Assert.False(Directory.Exists(Installed));
    }

    [Theory]
    [InlineData("4.1")]
    [InlineData("latest")]
    [InlineData("../4.1.4")]
    public async Task GetSpark_NoVersion_IsRefused(string text) => AssertFails(await RunAsync([text]), $"'{text}' is no Spark version");

    private static void AssertFails(ScriptResult result, string message)
    {
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"get-spark: {message}", result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.TrimEnd('\n').Split('\n'));
    }

    private void AssertCacheHoldsOnly(params string[] folders) =>
        Assert.Equal(folders, Directory.EnumerateFileSystemEntries(Cache).Select(Path.GetFileName).Order());

    private Script Start(IEnumerable<string> arguments, params (string Name, string? Value)[] environment)
    {
        var all = new Dictionary<string, string?>
        {
            ["SPARK_HOME"] = null,
            ["LAKEBASE_SHARED"] = null,
            ["XDG_CACHE_HOME"] = Path.Combine(_folder, "cache"),
        };
        foreach ((string name, string? value) in environment)
        {
            all[name] = value;
        }

        return Script.Start(_script, arguments, all);
    }

    private async Task<ScriptResult> RunAsync(IEnumerable<string> arguments, params (string Name, string? Value)[] environment)
    {
        using Script script = Start(arguments, environment);
        return await script.EndAsync();
    }

    private static string MakeSpark(string folder, string version)
    {
        Directory.CreateDirectory(Path.Combine(folder, "bin"));
        Directory.CreateDirectory(Path.Combine(folder, "jars"));
        File.WriteAllText(Path.Combine(folder, "bin", "spark-submit"), "");
        File.WriteAllText(Path.Combine(folder, "jars", $"spark-core_2.13-{version}.jar"), "");
        return folder;
    }

    private void MakeArchive(params string[] versions)
    {
        string content = Path.Combine(_folder, "content");
        foreach (string version in versions)
        {
            MakeSpark(Path.Combine(content, "spark", version), version);
        }

        Directory.CreateDirectory(Path.Combine(content, "connectors", "delta"));
        Directory.CreateDirectory(Path.Combine(content, "kafka", "libs"));
        string place = Directory.CreateDirectory(Path.Combine(_folder, "shared", "spark")).FullName;
        Run("tar", "-cJf", Path.Combine(place, "spark-runtimes.tar.xz"), "-C", content, "spark", "connectors", "kafka");
    }

    private string MakeDownload(bool corrupt)
    {
        string name = $"spark-{Version}-bin-hadoop3";
        string place = Directory.CreateDirectory(Path.Combine(_folder, "mirror", $"spark-{Version}")).FullName;
        MakeSpark(Path.Combine(_folder, "content", name), Version);
        string archive = MakeTarball(place, name);
        if (corrupt)
        {
            File.AppendAllText(archive, "x");
        }

        return $"file://{Path.Combine(_folder, "mirror")}";
    }

    // With its checksum beside it.
    private string MakeTarball(string place, string name)
    {
        string archive = Path.Combine(place, name + ".tgz");
        Run("tar", "-czf", archive, "-C", Path.Combine(_folder, "content"), name);
        string hash = Convert.ToHexStringLower(SHA512.HashData(File.ReadAllBytes(archive)));
        File.WriteAllText(archive + ".sha512", $"{hash}  {name}.tgz\n");
        return archive;
    }

    private string WriteProgram(string folder, string name, string body)
    {
        string path = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, folder)).FullName, name);
        File.WriteAllText(path, "#!/bin/sh\n" + body);
        Run("chmod", "+x", path);
        return Path.GetDirectoryName(path)!;
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
