using Lakebase.Connections.Databricks;
using Lakebase.Managed;
using Lakebase.TestSupport;

namespace Lakebase.UnitTests.Managed;

public sealed class ManagedTablesClientTests : ManagedClientTest
{
    [Fact]
    public async Task WaitUntilOnlineAsync_TableGetsReady_ReportsTheFirstLoad()
    {
        ManagedTablesClient client = Client();
        ManagedTable made = await client.CreateAsync(Smallest(), Patient, null, Cancellation);

        ManagedTable ready = await client.WaitUntilOnlineAsync(made, Patient, Progress(), Cancellation);

        Assert.Equal(ManagedTableState.OnlineNoPendingUpdate, ready.State);
        Assert.Equal(41, ready.LastVersion);
        Assert.Contains(Steps, step => step.Table?.Progress is { Share: 0.25, SyncedRows: 250, TotalRows: 1_000 });
    }

    [Fact]
    public async Task WaitUntilOnlineAsync_TableFails_SaysTheServicesWords()
    {
        Workspace.SyncedTables.States = ["SYNCED_TABLE_PROVISIONING", "SYNCED_TABLE_OFFLINE_FAILED"];
        Workspace.SyncedTables.Message = "source has no primary key";
        ManagedTablesClient client = Client();
        ManagedTable made = await client.CreateAsync(Smallest(), Patient, null, Cancellation);

        ManagedServiceException failure = await Assert.ThrowsAsync<ManagedServiceException>(
            () => client.WaitUntilOnlineAsync(made, Patient, null, Cancellation));

        Assert.Contains("source has no primary key", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GetAsync_EitherGeneration_IsFound(bool isAutoscaling)
    {
        Workspace.SyncedTables.Add(
            Name,
            isAutoscaling,
            """{"spec":{"source_table_full_name":"main.shop.orders","primary_key_columns":["id"],"scheduling_policy":"CONTINUOUS"}}""");

        ManagedTable table = await Client().GetAsync(Name, null, Cancellation);

        Assert.Equal(isAutoscaling ? ManagedGeneration.Autoscaling : ManagedGeneration.Provisioned, table.Generation);
        Assert.Equal("main.shop.orders", table.SourceTable);
        Assert.Equal(SchedulingPolicy.Continuous, table.SchedulingPolicy);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 10, 0, 20, TimeSpan.Zero), table.LastSyncEndedAt);
    }

    [Fact]
    public async Task GetAsync_NoSuchTable_IsNotFound()
    {
        ManagedServiceException failure = await Assert.ThrowsAsync<ManagedServiceException>(
            () => Client().GetAsync(Name, null, Cancellation));

        Assert.True(failure.IsNotFound);
        Assert.Contains(Name, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetAsync_NewerApiForbidsAndOlderDoesNotKnow_SaysForbidden()
    {
        Workspace.AnswerNext(403, """{"error_code":"PERMISSION_DENIED","message":"no"}""");

        ManagedServiceException failure = await Assert.ThrowsAsync<ManagedServiceException>(
            () => Client().GetAsync(Name, null, Cancellation));

        Assert.Contains("USE CATALOG", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeWorkspace.Token, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DeleteAsync_EitherGeneration_WaitsUntilTheNameIsFree(bool isAutoscaling)
    {
        Workspace.SyncedTables.Add(Name, isAutoscaling, """{"spec":{}}""");
        ManagedTablesClient client = Client();

        await client.DeleteAsync(await client.GetAsync(Name, null, Cancellation), purgeData: false, Patient, Progress(), Cancellation);

        Assert.Empty(Workspace.SyncedTables.Names);
        Assert.DoesNotContain(Workspace.Requests, request => request.Path.Contains("purge_data", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DeleteAsync_PurgeData_IsAskedForWhereTheServiceCan()
    {
        Workspace.SyncedTables.Add(Name, isAutoscaling: false, """{"spec":{}}""");
        ManagedTablesClient client = Client();

        await client.DeleteAsync(await client.GetAsync(Name, null, Cancellation), purgeData: true, Patient, null, Cancellation);

        Assert.Contains(
            Workspace.Requests,
            request => request.Method == "DELETE" && request.Path.EndsWith("?purge_data=true", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DeleteAsync_PurgeDataInAutoscaling_DeletesNothing()
    {
        Workspace.SyncedTables.Add(Name, isAutoscaling: true, """{"spec":{}}""");
        ManagedTablesClient client = Client();
        ManagedTable table = await client.GetAsync(Name, null, Cancellation);

        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(
            () => client.DeleteAsync(table, purgeData: true, Patient, null, Cancellation));

        Assert.Contains("DROP TABLE \"shop\".\"orders_synced\";", refused.Message, StringComparison.Ordinal);
        Assert.Equal([Name], Workspace.SyncedTables.Names);
    }

    [Fact]
    public async Task DeleteAsync_AnswerIsLost_IsDoneAllTheSame()
    {
        Workspace.SyncedTables.Add(Name, isAutoscaling: false, """{"spec":{}}""");
        ManagedTablesClient client = Client();
        ManagedTable table = await client.GetAsync(Name, null, Cancellation);
        Workspace.LoseNextAnswer(503, "{}");

        await client.DeleteAsync(table, purgeData: false, Patient, null, Cancellation);

        Assert.Empty(Workspace.SyncedTables.Names);
    }

    [Fact]
    public async Task GetAsync_OAuth_FetchesOneAccessToken()
    {
        Workspace.SyncedTables.Add(Name, isAutoscaling: false, """{"spec":{}}""");
        ManagedTablesClient client = new(
            new WorkspaceLogin(Workspace.Address, FakeWorkspace.ClientId, FakeWorkspace.ClientSecret, isToken: false),
            Quick,
            QuickRhythm,
            TimeProvider.System);

        await client.GetAsync(Name, null, Cancellation);
        await client.GetAsync(Name, null, Cancellation);

        Assert.Equal(1, Workspace.Count("/oidc/"));
    }

    [Fact]
    public async Task ListSchemaAsync_TablesOfAllKinds_AreTheSyncedOnesOfAllPages()
    {
        foreach (string name in (string[])["a", "c", "e"])
        {
            Workspace.SyncedTables.Add($"main.shop.{name}", isAutoscaling: name != "c", """{"spec":{}}""");
        }

        Workspace.SyncedTables.Add("main.other.x", isAutoscaling: true, """{"spec":{}}""");
        Workspace.SyncedTables.OtherTables.Add("main.shop.b");
        Workspace.SyncedTables.OtherTables.Add("main.shop.d");

        List<string> names = [];
        await foreach (ManagedTable table in Client().ListSchemaAsync("main", "shop", Cancellation))
        {
            names.Add(table.Name);
        }

        Assert.Equal(["main.shop.a", "main.shop.c", "main.shop.e"], names);
    }

    [Fact]
    public async Task ListInstanceAsync_ServiceThatHasGotIt_ListsThem()
    {
        Workspace.SyncedTables.ListsInstances = true;
        Workspace.SyncedTables.Add(Name, isAutoscaling: false, """{"database_instance_name":"old","spec":{}}""");

        List<ManagedTable> tables = [];
        await foreach (ManagedTable table in Client().ListInstanceAsync("old", Cancellation))
        {
            tables.Add(table);
        }

        Assert.Equal(Name, Assert.Single(tables).Name);
    }

    [Fact]
    public async Task ListInstanceAsync_ServiceWithoutIt_SaysSo()
    {
        ManagedServiceException failure = await Assert.ThrowsAsync<ManagedServiceException>(async () =>
        {
            await foreach (ManagedTable _ in Client().ListInstanceAsync("old", Cancellation))
            {
            }
        });

        Assert.Equal("NOT_IMPLEMENTED", failure.ErrorCode);
    }
}
