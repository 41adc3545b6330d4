using Lakebase.LocalServers;
using Lakebase.SyncedTables;
using Lakebase.SyncedTables.State;
using Lakebase.SyncedTables.Swap;
using Lakebase.TestSupport;
using Npgsql;

namespace Lakebase.IntegrationTests.SyncedTables;

/// <summary>
/// Snapshots that are not just a reader's own: those of the server's processes, of which a swap waits for those that run somebody's
/// statements, and given ones. On a server where nobody else has any.
/// </summary>
public sealed class UnusualSnapshotsTests : IAsyncLifetime
{
    private const string Other = "other";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private PrivatePostgres? _server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        try
        {
            _server = await PrivatePostgres.StartAsync(
                new PrivatePostgresOptions { Settings = new Dictionary<string, string> { ["wal_level"] = "logical" } }, Cancellation);
        }
        catch (PrivatePostgresException missing)
        {
            PostgresFixture.Missing(missing.Message);
        }
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    // A stable function reads with its statement's snapshot, and looks its tables up when it gets there.
    [Fact]
    public async Task RunAsync_SubscriptionWhoseTriggerReadsTheTarget_SeesNoHalfTable()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(_server!.ConnectionString);
        await target.SnapshotAsync("(1, 'a'), (2, 'b')");
        await target.ExecuteAsync(
            $"CREATE DATABASE {Other}",
            "CREATE TABLE public.events (id int PRIMARY KEY, seen bigint)",
            """
            CREATE FUNCTION public.look() RETURNS trigger STABLE LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_advisory_xact_lock(1); NEW.seen := (SELECT count(*) FROM {t}); RETURN NEW; END $$
            """,
            "CREATE TRIGGER look BEFORE INSERT ON public.events FOR EACH ROW EXECUTE FUNCTION public.look()",
            "ALTER TABLE public.events ENABLE ALWAYS TRIGGER look");
        await using NpgsqlConnection publisher = await ConnectAsync(Other);
        await publisher.ExecuteAsync("CREATE TABLE public.events (id int PRIMARY KEY)", Cancellation);
        await SubscribeAsync(target.Connection, publisher, "events");
        await using NpgsqlConnection holder = await ConnectAsync("postgres");
        await holder.ExecuteAsync("SELECT pg_advisory_lock(1)", Cancellation);
        await publisher.ExecuteAsync("INSERT INTO public.events VALUES (1)", Cancellation);
        await HoldsAsync(target.Connection, "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)");
        Guid run = await target.BeginAsync();
        (SnapshotTarget inspected, CarriedOver carried) = await target.LoadAsync(run, "(3, 'c'), (4, 'd'), (5, 'e')");

        Task swap = target.Swap.RunAsync(run, inspected, carried, target.Advance(2), CancellationToken.None).AsTask();
        await Task.WhenAny(swap, Task.Delay(500, Cancellation));
        await holder.ExecuteAsync("SELECT pg_advisory_unlock(1)", Cancellation);
        await swap.WaitAsync(Deadline, Cancellation);

        await HoldsAsync(target.Connection, "SELECT EXISTS (SELECT FROM public.events)");
        Assert.Equal(2, await target.Connection.ScalarAsync<long>("SELECT seen FROM public.events", Cancellation));
        Assert.Equal(3, (await target.RowsAsync()).Count);
    }

    // The worker that applies, and the sender of a publication of the target's own database.
    [Fact]
    public async Task RunAsync_SubscriptionAndPublicationThatRest_AreNotWaitedFor()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(_server!.ConnectionString);
        await target.ExecuteAsync($"CREATE DATABASE {Other}");
        await using NpgsqlConnection other = await ConnectAsync(Other);
        (NpgsqlConnection From, NpgsqlConnection To, string Table)[] ways =
            [(target.Connection, other, "sent"), (other, target.Connection, "received")];
        foreach ((NpgsqlConnection from, NpgsqlConnection to, string table) in ways)
        {
            await from.ExecuteAsync($"CREATE TABLE public.{table} (id int PRIMARY KEY)", Cancellation);
            await to.ExecuteAsync($"CREATE TABLE public.{table} (id int PRIMARY KEY)", Cancellation);
            await SubscribeAsync(to, from, table);
            await from.ExecuteAsync($"INSERT INTO public.{table} VALUES (1)", Cancellation);
            await HoldsAsync(to, $"SELECT EXISTS (SELECT FROM public.{table})");
        }

        await target.SnapshotAsync("(1, 'a'), (2, 'b')");

        Assert.Equal(2, (await target.RowsAsync()).Count);
        Assert.Equal(2, await target.Connection.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity "
                + "WHERE datname = current_database() AND usesysid IS NOT NULL AND backend_type <> 'client backend'",
            Cancellation));
    }

    // It reads no table by its name, and may take hours. A role that may not see what others do cannot tell it by its kind.
    [Fact]
    public async Task RunAsync_AutovacuumUnderWay_IsNotWaitedFor()
    {
        await using NpgsqlConnection administrator = await ConnectAsync("postgres");
        string[] statements =
        [
            "CREATE ROLE plain LOGIN PASSWORD 'plain'",
            "GRANT CREATE ON DATABASE postgres TO plain",
            "GRANT CREATE ON SCHEMA public TO plain",
            "CREATE TABLE public.vacuumed (id int) WITH (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0, "
                + "autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1)",
            "INSERT INTO public.vacuumed SELECT generate_series(1, 50000)",
            "DELETE FROM public.vacuumed",
            "ALTER SYSTEM SET autovacuum_naptime = '1s'",
            "SELECT pg_reload_conf()",
        ];
        foreach (string statement in statements)
        {
            await administrator.ExecuteAsync(statement, Cancellation);
        }

        const string Vacuum =
            "SELECT EXISTS (SELECT FROM pg_stat_activity "
            + "WHERE backend_type = 'autovacuum worker' AND backend_xmin IS NOT NULL AND query ~ 'vacuumed')";
        await HoldsAsync(administrator, Vacuum);
        NpgsqlConnectionStringBuilder plain = _server!.ConnectionSettings;
        (plain.Username, plain.Password) = ("plain", "plain");
        await using SyncedTarget target = await SyncedTarget.CreateAsync(plain.ConnectionString);

        await target.SnapshotAsync("(1, 'a'), (2, 'b')");

        Assert.True(await administrator.ScalarAsync<bool>(Vacuum, Cancellation), "Autovacuum was too fast.");
        Assert.Equal(2, (await target.RowsAsync()).Count);
    }

    [Fact]
    public async Task WaitAsync_SnapshotThatALaterTransactionWasGiven_IsWaitedFor()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(_server!.ConnectionString);
        await using NpgsqlConnection giver = await ConnectAsync("postgres");
        await giver.ExecuteAsync("BEGIN ISOLATION LEVEL REPEATABLE READ", Cancellation);
        string? snapshot = await giver.ScalarAsync<string>("SELECT pg_export_snapshot()", Cancellation);
        await target.ExecuteAsync("CREATE TABLE {t} (id int)");
        LoadEnd end = await OldSnapshots.MarkAsync(target.Database, Cancellation);
        await using NpgsqlConnection given = await ConnectAsync("postgres");
        await given.ExecuteAsync("BEGIN ISOLATION LEVEL REPEATABLE READ", Cancellation);
        await given.ExecuteAsync($"SET TRANSACTION SNAPSHOT '{snapshot}'", Cancellation);
        await giver.ExecuteAsync("COMMIT", Cancellation);
        await using NpgsqlConnection later = await ConnectAsync("postgres");
        await later.ExecuteAsync("BEGIN ISOLATION LEVEL REPEATABLE READ", Cancellation);
        await later.ScalarAsync<int>("SELECT 1", Cancellation);

        SyncedTableException waited = await Assert.ThrowsAsync<SyncedTableException>(() => WaitAsync(TimeSpan.Zero));

        Assert.Contains("but 1 transactions began before that", waited.Message, StringComparison.Ordinal);
        Assert.Contains($"process {given.ProcessID} of ", waited.Message, StringComparison.Ordinal);
        await given.ExecuteAsync("COMMIT", Cancellation);
        await WaitAsync(Deadline);

        Task WaitAsync(TimeSpan limit) =>
            OldSnapshots.WaitAsync(target.Database, target.Table, end, limit, TimeProvider.System, Cancellation).AsTask();
    }

    private async Task<NpgsqlConnection> ConnectAsync(string database)
    {
        NpgsqlConnectionStringBuilder settings = _server!.ConnectionSettings;
        settings.Database = database;
        NpgsqlConnection connection = new(settings.ConnectionString);
        await connection.OpenAsync(Cancellation);
        return connection;
    }

    // A subscription to the same server must not make the slot: it would wait for its own transaction.
    private async Task SubscribeAsync(NpgsqlConnection subscriber, NpgsqlConnection publisher, string table)
    {
        NpgsqlConnectionStringBuilder to = _server!.ConnectionSettings;
        await publisher.ExecuteAsync($"CREATE PUBLICATION {table} FOR TABLE public.{table}", Cancellation);
        await publisher.ExecuteAsync($"SELECT pg_create_logical_replication_slot('{table}', 'pgoutput')", Cancellation);
        await subscriber.ExecuteAsync(
            $"""
            CREATE SUBSCRIPTION {table}
            CONNECTION 'host={to.Host} port={to.Port} dbname={publisher.Database} user={to.Username} password={to.Password}'
            PUBLICATION {table} WITH (create_slot = false, copy_data = false)
            """,
            Cancellation);
    }

    private static Task HoldsAsync(NpgsqlConnection connection, string question) => Eventually.HoldsAsync(
        async () => await connection.ScalarAsync<bool>(question, Cancellation), Deadline, () => question, Cancellation);
}
