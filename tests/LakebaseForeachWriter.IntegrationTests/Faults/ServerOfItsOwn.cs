using Lakebase.LocalServers;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests.Faults;

/// <summary>A server that a class's tests may kill, fill and lock up. One for the class, as a start takes seconds; started by the first test.</summary>
public sealed class ServerOfItsOwn : IAsyncLifetime
{
    private PrivatePostgres? _server;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>How to connect, as a superuser.</summary>
    public async ValueTask<string> GetConnectionStringAsync()
    {
        try
        {
            _server ??= await PrivatePostgres.StartAsync(new PrivatePostgresOptions
            {
                Settings = new Dictionary<string, string> { ["deadlock_timeout"] = "20ms" },
            });
            return _server.ConnectionString;
        }
        catch (PrivatePostgresException missing)
        {
            return PostgresFixture.Missing($"no PostgreSQL: {missing.Message}");
        }
    }

    /// <summary>Ends all its processes by SIGKILL and starts it again on the same port.</summary>
    public async Task KillAndRestartAsync(CancellationToken cancellationToken)
    {
        await _server!.KillAsync(cancellationToken);
        await _server.RestartAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
