using System.Text.Json;
using Lakebase.SparkTests.SyncedTables;
using Lakebase.SyncedTables;
using Lakebase.TestSupport.Processes;
using Lakebase.TestSupport.Spark;
using Npgsql;

namespace Lakebase.SparkTests.Processes;

/// <summary>The examples about synced tables as their users run them, at small sizes.</summary>
[Collection("Processes")]
public sealed class SyncedTablesExamplesTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly string _home = RequiredSpark.Home();

    [Fact]
    public async Task ReverseEtl_InADatabaseOfTheUsers_EndsWithACopyThatHasWhatTheDeltaTableHas()
    {
        using TemporaryFolder folder = new();
        string connectionString = await postgres.GetConnectionStringAsync();
        await File.WriteAllTextAsync(folder["connection"], connectionString, TestContext.Current.CancellationToken);
        using ProgramRun run = Start(
            "ReverseEtl", "--rows", "2000", "--seconds", "5", "--interval", "300", "--connection-file", folder["connection"]);

        Assert.True(run.WaitForExit(Deadline) == 0, run.Output);

        Assert.Contains("the copy has what the Delta table has", run.Output, StringComparison.Ordinal);
        JsonElement result = Result(run);
        Assert.Equal(SparkSelection.AnyVersion, result.GetProperty("spark").GetString());
        Assert.InRange(result.GetProperty("ranges").GetInt32(), 1, result.GetProperty("version").GetInt32());
        Assert.InRange(result.GetProperty("lagP50").GetDouble(), 0, result.GetProperty("lagMax").GetDouble());
        await using NpgsqlConnection connection = await postgres.ConnectAsync();
        await using NpgsqlCommand count = new(
            "SELECT count(*), count(DISTINCT segment), count(*) FILTER (WHERE jsonb_typeof(facts -> 'visits') = 'number') "
                + "FROM public.customer_scores",
            connection);
        await using (NpgsqlDataReader reader = await count.ExecuteReaderAsync(TestContext.Current.CancellationToken))
        {
            Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));
            long rows = result.GetProperty("rows").GetInt64();
            Assert.Equal((rows, rows), (reader.GetInt64(0), reader.GetInt64(2)));
            Assert.True(reader.GetInt64(1) >= 3, "The segments are not there.");
        }

        await using SyncedTableEngine engine = new(new LakebaseWriterOptions { ConnectionString = connectionString });
        SyncedTableStatus status = (await engine.FindAsync("public.customer_scores", TestContext.Current.CancellationToken))!;
        Assert.Equal((SyncedTableState.Online, result.GetProperty("version").GetInt64()), (status.State, status.LastVersion));
        Eventually.IsEmpty(() => run.Processes, TimeSpan.FromSeconds(10), "left-over processes");
        Assert.True(await engine.DeleteAsync("public.customer_scores", dropTable: true, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void ForeachBatchJdbc_BothWays_EndWithEqualTables()
    {
        using ProgramRun run = Start("ForeachBatchJdbc", "--rows", "5000", "--seconds", "3");

        Assert.True(run.WaitForExit(Deadline) == 0, run.Output);

        JsonElement[] ways = [.. Result(run).EnumerateArray()];
        Assert.Equal(["foreach_batch", "synced_table"], ways.Select(way => way.GetProperty("way").GetString()));
        Assert.All(ways, way =>
        {
            Assert.True(way.GetProperty("isEqualAtTheEnd").GetBoolean(), run.Output);
            Assert.True(way.GetProperty("changes").GetInt32() > 0, run.Output);
            Assert.InRange(way.GetProperty("latencyP50").GetDouble(), 0, way.GetProperty("latencyP95").GetDouble());
        });
        Eventually.IsEmpty(() => run.Processes, TimeSpan.FromSeconds(10), "left-over processes");
    }

    private static JsonElement Result(ProgramRun run)
    {
        string line = run.Output.TrimEnd().Split('\n').Last(text => text.StartsWith("RESULT ", StringComparison.Ordinal));
        return JsonDocument.Parse(line["RESULT ".Length..]).RootElement.Clone();
    }

    private ProgramRun Start(string example, params string[] arguments)
    {
        DeltaConnector.Require(SparkSelection.AnyVersion);
        string program = Repository.PathOf(
            "examples",
            example,
            Path.GetRelativePath(Repository.PathOf("tests", "LakebaseForeachWriter.SparkTests"), AppContext.BaseDirectory),
            $"{example}.dll");
        return new ProgramRun(
            ["dotnet", program, .. arguments],
            new Dictionary<string, string?> { ["SPARK_HOME"] = _home, ["LAKEBASE_CONNECTION"] = null });
    }
}
