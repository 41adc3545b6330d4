using System.Globalization;
using Lakebase.LocalServers;
using Npgsql;

namespace Lakebase.Benchmarks.Server;

/// <summary>
/// A private PostgreSQL whose own rhythms stay out of the measurements: no checkpoint and no autovacuum in the middle of a round. All else
/// is the default, except that it does not wait for the disk.
/// </summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["shared_buffers"] = "1GB",
        ["max_wal_size"] = "16GB",
        ["checkpoint_timeout"] = "1h",
        ["autovacuum"] = "off",
        ["max_connections"] = "60",
    };

    /// <summary>
    /// New files of WAL are not filled with zeros first. Without checkpoints all files are new: filling them takes as long as what is
    /// written, now in one's turn, now in another's; a server that has been running for a while uses its files again.
    /// </summary>
    public static readonly KeyValuePair<string, string> UnfilledWal = new("wal_init_zero", "off");

    /// <summary>What a suite says about it.</summary>
    public const string UnfilledWalNote =
        "The server has `wal_init_zero = off`: filling a new file of WAL takes 40 ms, and would be now one's turn, now another's.";

    private readonly PrivatePostgres _server;
    private readonly NpgsqlDataSource _own;
    private readonly List<Distance> _distances = [];

    private BenchServer(PrivatePostgres server)
    {
        _server = server;
        _own = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            CommandTimeout = 600,

            // Whether a few rows are right is looked up by their keys, not by a walk through the whole table that empties all caches.
            Options = "-c enable_hashjoin=off -c enable_mergejoin=off",
        });
    }

    /// <summary>How to connect without distance.</summary>
    public NpgsqlConnectionStringBuilder Direct => _server.ConnectionSettings;

    /// <summary>The folder of psql.</summary>
    public string BinaryFolder => _server.BinaryFolder;

    /// <summary>The server's version.</summary>
    public string Version { get; private set; } = "";

    public static async Task<BenchServer> StartAsync(params IReadOnlyList<KeyValuePair<string, string>> settings)
    {
        Dictionary<string, string> all = new(Settings);
        foreach ((string name, string value) in settings)
        {
            all[name] = value;
        }

        BenchServer server = new(await PrivatePostgres.StartAsync(new PrivatePostgresOptions
        {
            Settings = all,
            Progress = Console.Error.WriteLine,
        }));
        server.Version = (await server.ScalarAsync<string>("SHOW server_version")).Split(' ')[0];
        return server;
    }

    /// <summary>How to connect over a way of this round-trip time; zero is the loopback itself.</summary>
    public NpgsqlConnectionStringBuilder At(TimeSpan roundTrip)
    {
        NpgsqlConnectionStringBuilder settings = Direct;
        if (roundTrip > TimeSpan.Zero)
        {
            Distance? distance = _distances.FirstOrDefault(known => known.RoundTrip == roundTrip);
            if (distance is null)
            {
                distance = Distance.Start(settings.Port, roundTrip);
                _distances.Add(distance);
            }

            settings.Port = distance.Port;
        }

        return settings;
    }

    /// <summary>The least time of a statement that does nothing, in milliseconds: what the way costs.</summary>
    public static async Task<double> RoundTripMillisecondsAsync(NpgsqlConnectionStringBuilder settings)
    {
        await using NpgsqlConnection connection = new(settings.ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand nothing = new("SELECT 1", connection);
        await nothing.PrepareAsync();
        List<double> milliseconds = [];
        for (int i = 0; i < 60; i++)
        {
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            await nothing.ExecuteNonQueryAsync();
            milliseconds.Add(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Measuring.Statistics.Median(milliseconds);
    }

    /// <summary>How many pages a table has.</summary>
    public Task<int> PagesAsync(string table) =>
        ScalarAsync<int>($"SELECT pg_relation_size('{table}') / current_setting('block_size')::int");

    public async Task ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = _own.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using NpgsqlCommand command = _own.CreateCommand(sql);
        return (T)Convert.ChangeType((await command.ExecuteScalarAsync())!, typeof(T), CultureInfo.InvariantCulture);
    }

    public async Task<NpgsqlConnection> ConnectAsync() => await _own.OpenConnectionAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (Distance distance in _distances)
        {
            distance.Dispose();
        }

        NpgsqlConnection.ClearAllPools();
        await _own.DisposeAsync();
        await _server.DisposeAsync();
    }
}
