using Lakebase.LocalServers;
using Npgsql;
using Xunit;

namespace Lakebase.TestSupport;

/// <summary>
/// The PostgreSQL of a test run, shared by all its tests: the one that the environment variable <c>LAKEBASE_TEST_POSTGRES</c> names by connection
/// string (any empty database, no superuser needed but for the tests that end sessions), else one of its own, started by the first test that asks.
/// Where there is none, tests are skipped with the reason, but fail when <c>CI=true</c>.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private const string Variable = "LAKEBASE_TEST_POSTGRES";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private IAsyncDisposable? _server;
    private string? _connectionString;
    private string? _reason;

    /// <summary>Starts the run's own server: a private one, unless a build switch chose otherwise before the first test.</summary>
    public static Func<Task<(string ConnectionString, IAsyncDisposable Server)>> StartServer { get; set; } = StartPrivateAsync;

    /// <summary>Starts nothing yet: unit tests of the same assembly must not pay for a server.</summary>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>How to connect, password included. Starts the server at the first call.</summary>
    public async ValueTask<string> GetConnectionStringAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_connectionString is null && _reason is null)
            {
                await StartAsync();
            }
        }
        finally
        {
            _gate.Release();
        }

        return _connectionString ?? Missing(_reason!);
    }

    /// <summary>An open connection for the test's own statements.</summary>
    public async ValueTask<NpgsqlConnection> ConnectAsync()
    {
        NpgsqlConnection connection = new(await GetConnectionStringAsync());
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Stops the run's own server, if it started one.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await _server.DisposeAsync();
        }

        _gate.Dispose();
    }

    private async Task StartAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            _connectionString = given;
            return;
        }

        try
        {
            (_connectionString, _server) = await StartServer();
        }
        catch (PrivatePostgresException missing)
        {
            _reason = $"no PostgreSQL: {missing.Message} Or set {Variable} to a connection string.";
        }
    }

    private static async Task<(string ConnectionString, IAsyncDisposable Server)> StartPrivateAsync()
    {
        PrivatePostgres server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions());
        return (server.ConnectionString, server);
    }

    /// <summary>Skips the test with the reason why it cannot run here; fails it when <c>CI=true</c>.</summary>
    public static string Missing(string reason)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(reason);
        }

        Assert.Skip(reason);
        return "";
    }
}
