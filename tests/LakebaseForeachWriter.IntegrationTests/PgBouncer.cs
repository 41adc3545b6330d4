using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Lakebase.LocalServers;
using Lakebase.TestSupport;
using Npgsql;

namespace Lakebase.IntegrationTests;

/// <summary>
/// A PgBouncer in transaction mode in front of the run's server, with fewer servers than the tests have partitions, so that no client keeps
/// its own. Where the program is missing, tests are skipped, but fail when <c>CI=true</c>.
/// </summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private const int Servers = 2;

    private readonly TemporaryFolder _folder;
    private readonly Process _process;

    private PgBouncer(TemporaryFolder folder, Process process, string connectionString)
    {
        _folder = folder;
        _process = process;
        ConnectionString = connectionString;
    }

    /// <summary>How to connect through it.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts one and waits until it answers.</summary>
    public static async Task<PgBouncer> StartAsync(string server, CancellationToken cancellationToken)
    {
        string program = ((string[])["/usr/sbin/pgbouncer", "/usr/local/bin/pgbouncer", "/opt/homebrew/bin/pgbouncer"]).FirstOrDefault(File.Exists)
            ?? PostgresFixture.Missing("no PgBouncer: install the package pgbouncer.");
        NpgsqlConnectionStringBuilder settings = new(server);
        TemporaryFolder folder = new();
        int port = FreePort();
        File.WriteAllText(folder["pgbouncer.ini"], string.Create(CultureInfo.InvariantCulture, $"""
            [databases]
            * = host={settings.Host} port={settings.Port} user={settings.Username} password={settings.Password}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            default_pool_size = {Servers}
            """));
        ServerAccount account = ServerAccount.ForThisProcess();
        await account.GiveAsync(folder.Path, TimeSpan.FromSeconds(10), cancellationToken);
        IReadOnlyList<string> command = account.Command(program, "--quiet", folder["pgbouncer.ini"]);
        Process process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)))!;
        settings.Port = port;
        PgBouncer bouncer = new(folder, process, settings.ConnectionString);
        await bouncer.WaitAsync(cancellationToken);
        return bouncer;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        NpgsqlConnectionStringBuilder settings = new(ConnectionString) { Pooling = false };
        while (true)
        {
            try
            {
                await using NpgsqlConnection connection = new(settings.ConnectionString);
                await connection.OpenAsync(deadline.Token);
                return;
            }
            catch (NpgsqlException notYet) when (notYet.InnerException is SocketException && !_process.HasExited)
            {
                await Task.Delay(20, deadline.Token);
            }
        }
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
