using Lakebase.Schema;
using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.State;
using Lakebase.SyncedTables.Swap;
using Lakebase.SyncedTables;
using Lakebase.TestSupport;
using Microsoft.Spark.Sql.Types;
using Npgsql;

namespace Lakebase.IntegrationTests.SyncedTables;

/// <summary>A target with its metadata, driven without Spark: what executors would copy is inserted by SQL.</summary>
internal sealed class SyncedTarget : IAsyncDisposable
{
    private SyncedTarget(
        LakebaseWriterOptions options, SyncedTableDefinition definition, TargetLayout layout, NpgsqlConnection connection)
    {
        Layout = layout;
        Definition = definition;
        ConnectionString = options.ConnectionString!;
        Connection = connection;
        Database = new TargetDatabase(options, TimeProvider.System);
        State = new StateStore(new MetadataSchema($"m{Guid.NewGuid():N}"[..12]));
        Swap = new TableSwap(Database, State, layout, TimeProvider.System);
    }

    public SyncedTableDefinition Definition { get; }

    public TargetLayout Layout { get; }

    public TargetDatabase Database { get; }

    public StateStore State { get; }

    public TableSwap Swap { get; }

    public string ConnectionString { get; }

    /// <summary>The test's own connection.</summary>
    public NpgsqlConnection Connection { get; }

    public string Table => Layout.Target.Name.ToSql();

    /// <summary>A target (id bigint, name text) with a timeseries column where that is wanted.</summary>
    public static async Task<SyncedTarget> CreateAsync(
        PostgresFixture postgres, Action<SyncedTableDefinition>? change = null, int maxConnections = 4) =>
        await CreateAsync(await postgres.GetConnectionStringAsync(), change, maxConnections);

    /// <inheritdoc cref="CreateAsync(PostgresFixture, Action{SyncedTableDefinition}?, int)"/>
    public static async Task<SyncedTarget> CreateAsync(
        string connectionString, Action<SyncedTableDefinition>? change = null, int maxConnections = 4)
    {
        SyncedTableDefinition definition = new()
        {
            SourcePath = "/nowhere",
            Target = $"public.t{Guid.NewGuid():N}",
            PrimaryKeyColumns = ["id"],
            SwapTimeout = TimeSpan.FromSeconds(10),
            LockTimeout = TimeSpan.FromMilliseconds(50),
        };
        change?.Invoke(definition);
        string[] fields = [Field("id", "long"), Field("name", "string"), .. definition.TimeseriesKey is null ? (string[])[] : [Field("at", "integer")]];
        StructType schema = (StructType)DataType.ParseDataType($"{{\"type\":\"struct\",\"fields\":[{string.Join(',', fields)}]}}");
        LakebaseWriterOptions options = new()
        {
            ConnectionString = connectionString,
            MaxConnections = maxConnections,
        };
        NpgsqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        SyncedTarget target = new(options, definition, TargetLayout.Create(definition, schema), connection);
        await target.State.EnsureAsync(target.Connection, CancellationToken.None);
        await target.State.DefineAsync(target.Connection, target.Layout.Target.ToString(), definition, false, CancellationToken.None);
        return target;
    }

    /// <summary>Gives the test a new connection, after the server was killed.</summary>
    public async Task ReconnectAsync()
    {
        NpgsqlConnection.ClearPool(Connection);
        await Connection.CloseAsync();
        await Connection.OpenAsync();
    }

    /// <summary>Begins a run.</summary>
    public async Task<Guid> BeginAsync()
    {
        Guid run = Guid.NewGuid();
        await State.BeginRunAsync(Connection, Layout.Target.ToString(), run, SyncedTableState.OnlineTriggeredUpdate, CancellationToken.None);
        return run;
    }

    /// <summary>A whole snapshot of these rows, as a run makes it.</summary>
    public async Task SnapshotAsync(string values, long version = 1)
    {
        Guid run = await BeginAsync();
        (SnapshotTarget target, CarriedOver carried) = await LoadAsync(run, values);
        await Swap.RunAsync(run, target, carried, Advance(version), CancellationToken.None);
    }

    /// <summary>The part of a snapshot before the swap.</summary>
    public async Task<(SnapshotTarget Target, CarriedOver Carried)> LoadAsync(Guid run, string values)
    {
        SyncedTableStatus before = (await State.FindAsync(Connection, Layout.Target.ToString(), CancellationToken.None))!;
        SnapshotTarget target = await SnapshotTarget.InspectAsync(Connection, Layout, before.LastAction is not null, CancellationToken.None);
        string schema = State.Metadata.LoadSchemaOf(run);
        QualifiedName load = QualifiedName.Of(schema, Layout.Target.Table);
        CarriedOver carried = target.Old is null ? CarriedOver.Nothing
            : await Swap.ReadCarriedOverAsync(Connection, target.Old, schema, CancellationToken.None);
        await ExecuteAsync($"CREATE SCHEMA {schema}", TargetSql.CreateTable(Layout, load));
        await ExecuteAsync([.. carried.BeforeLoad]);
        await ExecuteAsync(
            $"INSERT INTO {load.ToSql()} ({SqlIdentifier.QuoteAll(Layout.Columns.Select(column => column.Name))}) VALUES {values}",
            TargetSql.AddPrimaryKey(Layout, load, target.Old?.PrimaryKeyName));
        await ExecuteAsync([.. Definition.ExtraIndexDefinitions.Select(index => TargetSql.CreateIndex(index, load)), .. carried.AfterLoad]);
        return (target, carried);
    }

    public Advance Advance(long version) => new("source", Layout.SourceSchema.Json, version, DateTimeOffset.UtcNow, "snapshot", 1, TimeSpan.FromSeconds(1)) { Rows = 1 };

    public async Task ExecuteAsync(params string[] statements)
    {
        foreach (string statement in statements)
        {
            await Connection.ExecuteAsync(statement.Replace("{t}", Table, StringComparison.Ordinal), CancellationToken.None);
        }
    }

    /// <summary>The target's rows as texts, by key.</summary>
    public async Task<List<string>> RowsAsync() => await Connection.QueryAsync(
        $"SELECT concat_ws('|', {SqlIdentifier.QuoteAll(Layout.Columns.Select(column => column.Name))}) FROM {Table} ORDER BY id",
        row => row.GetString(0),
        CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await Connection.DisposeAsync();
    }

    private static string Field(string name, string type) => $"{{\"name\":\"{name}\",\"type\":\"{type}\",\"nullable\":true,\"metadata\":{{}}}}";
}
