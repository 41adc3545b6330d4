using Lakebase.TestSupport;
using Npgsql;

namespace Lakebase.IntegrationTests.Faults;

/// <summary>What tests share that do something to a server or a network while a stream of every mode runs.</summary>
public abstract class StreamsTest(Func<ValueTask<string>> getConnectionString) : WriterTest(getConnectionString)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Runs a stream of every mode while something goes on, and two epochs after it. The tables are compared with what the writers say all
    /// the time.
    /// </summary>
    /// <param name="disturb">What goes on; it begins when all of them write.</param>
    /// <param name="adjust">Changes the streams' options.</param>
    /// <param name="connections">How many connections they all have, for somebody between them and the server.</param>
    /// <param name="where">Where the tables are made.</param>
    /// <param name="rowsPerEpoch">Rows of each epoch, in batches of 50.</param>
    internal async Task<IReadOnlyList<ReplayedStream>> RunAllAsync(
        Func<IReadOnlyList<ReplayedStream>, Task> disturb,
        Action<LakebaseWriterOptions>? adjust = null,
        Func<int>? connections = null,
        string where = "",
        int rowsPerEpoch = 200)
    {
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(ConnectionString);
        List<ReplayedStream> streams = [];
        foreach (StreamMode mode in StreamMode.All)
        {
            StreamTable table = new(database, Table($"t{streams.Count}"), $"{SchemaName[..12]}-{streams.Count}");
            await table.CreateAsync(mode, where);
            LakebaseWriterOptions options = StreamOptions(table);
            adjust?.Invoke(options);
            streams.Add(new ReplayedStream(mode, table, options, Sources)
            {
                RowsPerEpoch = rowsPerEpoch,
                Connections = connections ?? (() => int.MaxValue),
            });
        }

        Task disturbance = Task.Run(
            async () =>
            {
                await ProgressAsync(streams);
                await disturb(streams);
            },
            Cancellation);
        Task[] running = [.. streams.Select(stream => Task.Run(() => stream.RunDuringAsync(disturbance, Cancellation), Cancellation))];
        await Task.WhenAll([.. running, disturbance]).WaitAsync(Patience, Cancellation);
        return streams;
    }

    /// <summary>Waits until each stream has committed more.</summary>
    internal static async Task ProgressAsync(IReadOnlyList<ReplayedStream> streams, int batches = 2)
    {
        int[] before = [.. streams.Select(stream => stream.Log.Batches)];
        for (int i = 0; i < before.Length; i++)
        {
            ReplayedStream stream = streams[i];
            await Eventually.HoldsAsync(
                () => Task.FromResult(stream.Log.Batches >= before[i] + batches), Patience / 2, () => $"{stream.Mode} to commit another batch", Cancellation);
        }
    }

    /// <summary>Waits until each stream has tried again because of this SQLSTATE.</summary>
    internal static async Task TriedAgainAsync(IReadOnlyList<ReplayedStream> streams, string sqlState)
    {
        foreach (ReplayedStream stream in streams)
        {
            await Eventually.HoldsAsync(
                () => Task.FromResult(stream.Log.Retries.Any(retry => retry.Contains(sqlState, StringComparison.Ordinal))),
                Patience / 2,
                () => $"{stream.Mode} to meet {sqlState}; it met {string.Join(", ", stream.Log.Retries.Distinct())}",
                Cancellation);
        }
    }

    /// <summary>Ends the sessions of all streams, and says how many.</summary>
    protected Task<long> EndSessionsAsync() => ScalarAsync<long>(
        $"SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity WHERE starts_with(application_name, '{SchemaName[..12]}')");

    private LakebaseWriterOptions StreamOptions(StreamTable table) => new()
    {
        ConnectionString = ConnectionString,
        Table = table.Name,
        ApplicationName = table.ApplicationName,
        BatchSize = 50,
        FlushMode = FlushMode.WhenIdle,
        MaxRetryAttempts = 100,
        RetryDelay = TimeSpan.FromMilliseconds(5),
        MaxRetryDelay = TimeSpan.FromMilliseconds(50),
        ConnectTimeout = TimeSpan.FromSeconds(5),
        FlushTimeout = TimeSpan.FromSeconds(10),
        MaxConnections = 2,
    };
}
