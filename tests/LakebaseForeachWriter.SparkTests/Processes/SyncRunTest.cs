using Lakebase.LocalServers;
using Lakebase.SparkTests.SyncedTables;
using Lakebase.SyncedTables;
using Lakebase.TestSupport.Processes;
using Npgsql;

namespace Lakebase.SparkTests.Processes;

/// <summary>A test of <c>lakebase sync run</c> as a process of its own, with copies of a <see cref="DeltaHistory"/> and a server.</summary>
public abstract class SyncRunTest(DeltaHistory history) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _home = RequiredSpark.Home();
    private PrivatePostgres? _server;

    protected string Database => _server!.ConnectionString;

    /// <summary>What the server's <c>postgresql.conf</c> has.</summary>
    protected virtual IReadOnlyDictionary<string, string> ServerSettings => new Dictionary<string, string>();

    public async ValueTask InitializeAsync() => _server = await PrivatePostgres.StartAsync(
        new PrivatePostgresOptions { Settings = ServerSettings }, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Kills the server, and starts it again.</summary>
    protected async Task KillServerAsync()
    {
        await _server!.KillAsync(TestContext.Current.CancellationToken);
        await _server.RestartAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A source of the test's own that ends at a version.</summary>
    private protected DeltaCopy NewSource(string name, int version) => history.CopyTo(_folder[name], version);

    private protected ProgramRun Start(DeltaCopy source, string target, string policy, params string[] more) =>
        LakebaseTool.SyncRun(_home, Database, source.Path, target, ["--policy", policy, .. more]);

    private protected SyncedTableEngine NewEngine() => new(new LakebaseWriterOptions { ConnectionString = Database });

    protected async Task<NpgsqlConnection> ConnectAsync()
    {
        NpgsqlConnection connection = new(Database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }
}
