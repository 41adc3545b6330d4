using System.Diagnostics;
using Npgsql;

namespace Lakebase.IntegrationTests.Faults;

/// <summary>A stream's table, and the sessions that write it, as seen by somebody whose own connections are sound.</summary>
/// <param name="database">Sound connections.</param>
/// <param name="name">The table's SQL name.</param>
/// <param name="applicationName">What the application name of each of the stream's sessions begins with.</param>
internal sealed class StreamTable(NpgsqlDataSource database, string name, string applicationName)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public string Name => name;

    public string ApplicationName => applicationName;

    /// <summary>Makes it, empty.</summary>
    public Task CreateAsync(StreamMode mode, string where = "") => AskAsync($"CREATE TABLE {name} ({mode.Columns}){where}", _ => true);

    /// <summary>Empties it.</summary>
    public Task TruncateAsync() => AskAsync($"TRUNCATE {name}", _ => true);

    /// <summary>Its rows: names and how often they are there, by id.</summary>
    public async Task<Dictionary<long, (string Name, long Count)>> ReadAsync()
    {
        (long Id, string Name, long Count)[] rows = await AskAsync(
            $"SELECT id, rtrim(name), count(*) FROM {name} GROUP BY 1, 2",
            reader => (reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2)));
        return rows.GroupBy(row => row.Id).ToDictionary(
            same => same.Key, same => (string.Join('|', same.Select(row => row.Name)), same.Sum(row => row.Count)));
    }

    /// <summary>
    /// Waits until the server has done with the stream's lost connections: until it has no more sessions than the stream has connections, and
    /// none of them does anything.
    /// </summary>
    public Task SettleAsync(Func<int> connections) => WaitAsync(
        async () => await SessionsAsync() is var (all, busy) && all <= connections() && busy == 0, "the server to have done with lost connections");

    /// <summary>Waits until the stream has no session left.</summary>
    public Task WaitUntilLeftAsync() => WaitAsync(async () => (await SessionsAsync()).All == 0, "the stream's sessions to end");

    private async Task<(long All, long Busy)> SessionsAsync() => (await AskAsync(
        $"SELECT count(*), count(*) FILTER (WHERE state <> 'idle') FROM pg_stat_activity WHERE starts_with(application_name, '{applicationName}')",
        reader => (reader.GetInt64(0), reader.GetInt64(1))))[0];

    private async Task WaitAsync(Func<Task<bool>> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            string[] sessions = Stopwatch.GetElapsedTime(start) < Patience ? [] : await AskAsync(
                $"SELECT concat_ws(' ', pid, state, wait_event, query) FROM pg_stat_activity WHERE starts_with(application_name, '{applicationName}')",
                reader => reader.GetString(0));
            Assert.True(sessions.Length == 0, $"waited {Patience.TotalSeconds} s for {what}: {string.Join(" | ", sessions)}");
            await Task.Delay(Pause);
        }
    }

    // The server itself may be what is at fault: it is asked until it answers.
    private async Task<T[]> AskAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using NpgsqlCommand command = database.CreateCommand(sql);
                await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
                List<T> rows = [];
                while (await reader.ReadAsync())
                {
                    rows.Add(read(reader));
                }

                return [.. rows];
            }
            catch (NpgsqlException down) when (down.IsTransient && Stopwatch.GetElapsedTime(start) < Patience)
            {
                await Task.Delay(Pause);
            }
        }
    }
}
