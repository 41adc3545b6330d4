using Lakebase.LocalServers;
using Lakebase.TestSupport.Spark;
using Npgsql;

namespace Lakebase.SparkTests.Scripts;

/// <summary><c>spark-submit/lakebase-submit</c> with real Spark, the example Flights and a real database.</summary>
[Collection("Processes")]
public sealed class LakebaseSubmitTests
{
    private const string DefaultVersion = SparkSelection.DefaultVersion;
    private const string OldestVersion = "3.5.9";

    // bin/Debug/net10.0 or bin/Release/net10.0: the example was built with the tests.
    private static string Flights => Repository.PathOf(
        "examples", "Flights", Path.GetRelativePath(TestProject, AppContext.BaseDirectory), "Flights.dll");

    private static string TestProject => Repository.PathOf("tests", "LakebaseForeachWriter.SparkTests");

    [Fact]
    public async Task Submit_ProjectFolder_BuildsAndRunsIt()
    {
        string home = RequiredVersion.Home(DefaultVersion);

        ScriptResult result = await SubmitAsync(home, "--master", "local[2]", Repository.PathOf("examples", "Flights"), "--rows", "2000");

        AssertVerified(2000, result);
    }

    // Shipping: on a standalone cluster below, and in SelfContainedTests.
    [Fact]
    public async Task Submit_Dll_StreamsIntoThePrivateDatabase()
    {
        string home = RequiredVersion.Home(DefaultVersion);

        AssertVerified(2000, await SubmitAsync(home, "--master", "local[2]", Flights, "--rows", "2000", "--mode", "bulk-insert"));
    }

    [Theory]
    [InlineData(DefaultVersion)]
    [InlineData(OldestVersion)]
    public async Task Submit_StandaloneClusterInBothDeployModes_StreamsAndTellsSuccessFromFailure(string version)
    {
        string home = RequiredVersion.Home(version);
        using StandaloneCluster cluster = await StandaloneCluster.StartAsync(home);
        await using PrivatePostgres database = await PrivatePostgres.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        string folder = Directory.CreateTempSubdirectory("lakebase-test-").FullName;
        try
        {
            string file = Path.Combine(folder, "connection");
            await File.WriteAllTextAsync(file, database.ConnectionString, TestContext.Current.CancellationToken);

            ScriptResult client = await SubmitAsync(
                home, "--master", cluster.Master, Flights, "--rows", "2000", "--connection-file", file, "--table", "by_client");
            AssertVerified(2000, client);

            ScriptResult onCluster = await SubmitAsync(
                home, "--master", cluster.Master, "--deploy-mode", "cluster", "--driver-memory", "512m", "--executor-memory", "512m",
                Flights, "--rows", "2000", "--connection-file", file, "--table", "by_cluster");
            Assert.True(onCluster.ExitCode == 0, $"{onCluster}\n--- driver\n{cluster.DriverOutput}");
            Assert.Equal(2000L, await CountAsync(database, "by_cluster"));

            ScriptResult failed = await SubmitAsync(
                home, "--master", cluster.Master, "--deploy-mode", "cluster", "--driver-memory", "512m", Flights, "--rows", "0");
            Assert.Equal(1, failed.ExitCode);
            Assert.Contains("ended as FAILED", failed.Errors, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Submit_AppRefusesItsOptions_ExitCodeComesThrough()
    {
        string home = RequiredVersion.Home(DefaultVersion);

        ScriptResult result = await SubmitAsync(home, "--master", "local[1]", Flights, "--rows", "0");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--rows", result.Errors, StringComparison.Ordinal);
        Assert.Contains("1 or more", result.Errors, StringComparison.Ordinal);
    }

    private static void AssertVerified(int rows, ScriptResult result)
    {
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.StartsWith($"RESULT {{\"rows\":{rows},", result.LastLine, StringComparison.Ordinal);
    }

    private static async Task<ScriptResult> SubmitAsync(string sparkHome, params string[] arguments) => await Script.RunAsync(
        Repository.PathOf("spark-submit", "lakebase-submit"),
        ["--conf", "spark.ui.enabled=false", .. arguments],
        new Dictionary<string, string?> { ["SPARK_HOME"] = sparkHome, ["SPARK_LOCAL_IP"] = "127.0.0.1" });

    private static async Task<long> CountAsync(PrivatePostgres database, string table)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM {table}", connection);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
