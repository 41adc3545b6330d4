using System.Runtime.CompilerServices;
using Lakebase.Connections;
using Lakebase.Flushing;
using Lakebase.Schema;
using Lakebase.TestSupport;
using Npgsql;

namespace Lakebase.IntegrationTests;

/// <summary>What the tests of a writer share: a schema of their own on the server, writers with a pool of their own, statements.</summary>
public abstract class WriterTest(Func<ValueTask<string>> getConnectionString) : IAsyncLifetime
{
    private readonly string _schema = $"t_{Guid.NewGuid():N}";
    private NpgsqlDataSource _database = null!;

    /// <summary>On the server of the whole run.</summary>
    protected WriterTest(PostgresFixture postgres)
        : this(postgres.GetConnectionStringAsync)
    {
    }

    internal DataSourceRegistry Sources { get; } = new();

    internal TargetPlanCache Plans { get; } = new();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected string ConnectionString { get; private set; } = "";

    /// <summary>What a test's class leaves to be disposed after its writers' connections.</summary>
    protected IList<IAsyncDisposable> Releases { get; } = [];

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await getConnectionString();
        _database = NpgsqlDataSource.Create(ConnectionString);
        await ExecuteAsync($"CREATE SCHEMA {_schema}");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_database is null)
        {
            return;
        }

        await Sources.DisposeAsync();
        foreach (IAsyncDisposable release in Releases)
        {
            await release.DisposeAsync();
        }

        await ExecuteAsync($"DROP SCHEMA {_schema} CASCADE");
        await _database.DisposeAsync();
    }

    /// <summary>The schema of this test.</summary>
    protected string SchemaName => _schema;

    /// <summary>The SQL name of a table of this test.</summary>
    protected string Table(string name) => $"{_schema}.{SqlIdentifier.Quote(name)}";

    internal static SourceSchema Schema(params (string Name, SourceType Type)[] columns) =>
        new([.. columns.Select(column => new SourceColumn(column.Name, column.Type))]);

    internal static SourceType Of(SourceTypeKind kind) => SourceType.Of(kind);

    /// <summary>Options for a table of this test.</summary>
    internal LakebaseWriterOptions Options(string table, WriteMode mode = WriteMode.Insert, params string[] keys) => new()
    {
        ConnectionString = ConnectionString,
        Table = Table(table),
        Mode = mode,
        PrimaryKeys = keys,
        RetryDelay = TimeSpan.FromMilliseconds(20),
    };

    internal LakebaseWriter Writer(SourceSchema schema, LakebaseWriterOptions options, TimeProvider? time = null) =>
        new(schema, options, time, loggers: null, Sources, Plans);

    /// <summary>One epoch from open to completion.</summary>
    internal async Task<WriteSummary> WriteAsync(
        SourceSchema schema, LakebaseWriterOptions options, IEnumerable<object?[]> rows, WriterContext? context = null)
    {
        await using LakebaseWriter writer = Writer(schema, options);
        await writer.OpenAsync(context ?? new WriterContext(), Cancellation);
        await writer.AppendAsync(rows, Cancellation);
        return await writer.CompleteAsync(Cancellation);
    }

    protected async Task ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = _database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    protected async Task<T> ScalarAsync<T>(string sql)
    {
        await using NpgsqlCommand command = _database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    /// <summary>Makes an extension in the database, where the server has it.</summary>
    protected async Task<bool> TryAddExtensionAsync(string name)
    {
        if (await ScalarAsync<long>($"SELECT count(*) FROM pg_available_extensions WHERE name = '{name}'") == 0)
        {
            return false;
        }

        await ExecuteAsync($"SELECT pg_advisory_xact_lock(42); CREATE EXTENSION IF NOT EXISTS {name} SCHEMA public");
        return true;
    }

    /// <summary>Waits for a condition on the server; fails after ten seconds.</summary>
    protected static Task EventuallyAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Eventually.HoldsAsync(condition, TimeSpan.FromSeconds(10), () => what, Cancellation);

    /// <summary>The test's own connections are lost: the server was.</summary>
    protected void ForgetConnections() => _database.Clear();

    /// <summary>The rows of a query, each as PostgreSQL's own text of it.</summary>
    protected async Task<string[]> RowsAsync(string sql) =>
        await ScalarAsync<string[]>($"SELECT coalesce(array_agg(q::text), '{{}}') FROM ({sql}) q");
}
