using Lakebase.Spark;
using Lakebase.TestSupport.Processes;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;
using Npgsql;

namespace Lakebase.SparkTests;

// Many queries and many partitions: what they share in an executor.
public abstract partial class SparkSuite
{
    /// <summary>Nothing here depends on Spark's version.</summary>
    private const string SharingVersion = "4.1.4";

    [Fact]
    public void Queries_WithWritersOfTheirOwn_ShareOneWorkerAndItsConnections()
    {
        RequireSharingVersion();
        string application = NewTable();
        string[] tables = [NewTable(), NewTable()];
        AddLines("1 a", "2 b", "3 c", "4 d");

        // With a pool of its own, or in a worker of its own, each query would have a connection of its own.
        StreamingQuery[] queries = [.. tables.Select(table => StartSharing(table, $"{application}-{table}", maxConnections: 1, partitions: 2))];
        Assert.All(queries, AwaitEnd);

        Assert.All(tables, table => Assert.Equal(["1|a", "2|b", "3|c", "4|d"], ReadTable(table)));
        Assert.Single(_spark.Workers());
        Assert.Equal(1, Connections(application));
    }

    [Fact]
    public async Task Partitions_MoreThanTheCap_TakeTurnsAndLoseNoRow()
    {
        RequireSharingVersion();
        const int Cap = 3;
        string application = NewTable();
        string table = NewTable();
        string[] lines = [.. Enumerable.Range(0, 6_400).Select(i => $"{i} x")];
        AddLines(lines);
        using CancellationTokenSource watching = new();
        Task<long> most = Task.Run(() => MostConnectionsAsync(application, watching.Token), TestContext.Current.CancellationToken);

        AwaitEnd(StartSharing(table, application, Cap, partitions: 64));

        await watching.CancelAsync();
        Assert.InRange(Math.Max(await most, Connections(application)), 1, Cap);
        Assert.Equal(lines.Length, ReadTable(table).Distinct().Count());
    }

    private void RequireSharingVersion()
    {
        Assert.SkipUnless(_spark.Version == SharingVersion, $"Seen on {SharingVersion}.");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks into /proc.");
    }

    /// <summary>Writes the added lines from so many partitions.</summary>
    private StreamingQuery StartSharing(string table, string application, int maxConnections, int partitions)
    {
        DataFrame frame = KeysAndValues().Repartition(partitions);
        LakebaseWriterOptions options = Options(table, WriteMode.Insert);
        options.ApplicationName = application;
        options.MaxConnections = maxConnections;
        options.Preflight = false; // It would connect from this process.
        return frame.WriteStream()
            .Foreach(new LakebaseForeachWriter(frame.Schema(), options))
            .Option("checkpointLocation", _folder[$"checkpoint-{table}"])
            .Trigger(Trigger.AvailableNow())
            .Start();
    }

    /// <summary>Looks again and again, until told to stop.</summary>
    private async Task<long> MostConnectionsAsync(string application, CancellationToken stop)
    {
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(Database);
        long most = 0;
        while (!stop.IsCancellationRequested)
        {
            await using NpgsqlCommand count = database.CreateCommand(CountConnections(application));
            most = Math.Max(most, (long)(await count.ExecuteScalarAsync(CancellationToken.None))!);
        }

        return most;
    }

    private long Connections(string application)
    {
        using NpgsqlDataSource database = NpgsqlDataSource.Create(Database);
        using NpgsqlCommand count = database.CreateCommand(CountConnections(application));
        return (long)count.ExecuteScalar()!;
    }

    private static string CountConnections(string application) =>
        $"SELECT count(*) FROM pg_stat_activity WHERE starts_with(application_name, '{application}')";
}
