using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Lakebase.Connections.Databricks;
using Lakebase.Managed;
using Lakebase.TestSupport;

namespace Lakebase.UnitTests.Managed;

public sealed class ManagedTablesClientTests : IAsyncDisposable
{
    private const string Name = "main.shop.orders_synced";

    private static readonly TimeSpan Patient = TimeSpan.FromSeconds(20);

    private readonly FakeWorkspace _workspace = new();
    private readonly ConcurrentQueue<ManagedTableProgress> _progress = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _workspace.DisposeAsync();

    [Fact]
    public async Task CreateAsync_Autoscaling_SendsEveryField()
    {
        ManagedTable made = await Client().CreateAsync(Full(), Patient, Progress(), Cancellation);

        WorkspaceRequest sent = _workspace.Requests[0];
        Assert.Equal($"/api/2.0/postgres/synced_tables?synced_table_id={Name}", sent.Path);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(sent.Body), JsonNode.Parse("""
            {"spec":{
              "source_table_full_name":"main.shop.orders","primary_key_columns":["id","line"],"timeseries_key":"changed",
              "scheduling_policy":"TRIGGERED","branch":"projects/shop/branches/production","postgres_database":"app",
              "create_database_objects_if_missing":false,
              "new_pipeline_spec":{"storage_catalog":"main","storage_schema":"pipelines","budget_policy_id":"b","pipeline_channel":"PREVIEW"},
              "accelerated_sync":true,
              "extra_columns":[{"column_name":"words","column_type":"tsvector","compute":"to_tsvector('english', note)","maintenance":"STORED_GENERATED"}],
              "extra_index_definitions":[
                {"name":"by_city","definition":"USING btree (city)","creation_point":"CREATION_POINT_AFTER_DATA_LOAD"},
                {"name":"early","definition":"(id)"}],
              "type_overrides":[{"column_name":"city","pg_type":"PG_SPECIFIC_TYPE_VARCHAR","size":40}]}}
            """)), sent.Body);
        Assert.Equal(ManagedGeneration.Autoscaling, made.Generation);
        Assert.Equal(ManagedTableState.Provisioning, made.State);
        Assert.Equal(2, _workspace.Count("/operations/"));
    }

    [Fact]
    public async Task CreateAsync_Provisioned_SendsEveryField()
    {
        ManagedTableDefinition table = Full();
        table.Branch = null;
        table.InstanceName = "old";
        table.NewPipeline = null;
        table.ExistingPipelineId = "p1";

        ManagedTable made = await Client().CreateAsync(table, Patient, Progress(), Cancellation);

        WorkspaceRequest sent = _workspace.Requests[0];
        JsonNode body = JsonNode.Parse(sent.Body)!;
        Assert.Equal("/api/2.0/database/synced_tables", sent.Path);
        Assert.Equal(Name, (string?)body["name"]);
        Assert.Equal("old", (string?)body["database_instance_name"]);
        Assert.Equal("app", (string?)body["logical_database_name"]);
        Assert.Equal("p1", (string?)body["spec"]!["existing_pipeline_id"]);
        Assert.Null(body["spec"]!["branch"]);
        Assert.Null(body["spec"]!["postgres_database"]);
        Assert.Equal(ManagedGeneration.Provisioned, made.Generation);
        Assert.Equal("old", made.Place);
    }

    [Fact]
    public async Task CreateAsync_ProvisionedApiForABranch_NamesProjectAndBranch()
    {
        ManagedTableDefinition table = Full();
        table.Generation = ManagedGeneration.Provisioned;

        await Client().CreateAsync(table, Patient, null, Cancellation);

        JsonNode body = JsonNode.Parse(_workspace.Requests[0].Body)!;
        Assert.Equal("shop", (string?)body["database_project_id"]);
        Assert.Equal("production", (string?)body["database_branch_id"]);
    }

    [Fact]
    public async Task CreateAsync_OnlyWhatIsRequired_SendsNothingElse()
    {
        await Client().CreateAsync(Smallest(), Patient, null, Cancellation);

        Assert.Equal(
            """{"spec":{"source_table_full_name":"main.shop.orders","primary_key_columns":["id"],"scheduling_policy":"SNAPSHOT"}}""",
            _workspace.Requests[0].Body);
    }

    [Fact]
    public async Task CreateAsync_WorkspaceWithoutAutoscaling_AsksTheOlderApi()
    {
        _workspace.SyncedTables.KnowsAutoscaling = false;

        ManagedTable made = await Client().CreateAsync(Smallest(), Patient, null, Cancellation);

        Assert.Equal(ManagedGeneration.Provisioned, made.Generation);
    }

    [Fact]
    public async Task CreateAsync_SomethingElseIsNotFound_DoesNotAskTheOlderApi()
    {
        _workspace.AnswerNext(404, """{"error_code":"TABLE_DOES_NOT_EXIST","message":"no source"}""");

        ManagedServiceException failure = await Assert.ThrowsAsync<ManagedServiceException>(
            () => Client().CreateAsync(Smallest(), Patient, null, Cancellation));

        Assert.Contains("TABLE_DOES_NOT_EXIST: no source", failure.Message, StringComparison.Ordinal);
        Assert.Single(_workspace.Requests);
    }

    [Fact]
    public async Task CreateAsync_OperationFails_SaysWhy()
    {
        _workspace.SyncedTables.OperationError = ("INVALID_PARAMETER_VALUE", "no primary key; token dapi0123456789abcdef");

        ManagedServiceException failure = await Assert.ThrowsAsync<ManagedServiceException>(
            () => Client().CreateAsync(Smallest(), Patient, null, Cancellation));

        Assert.Contains("INVALID_PARAMETER_VALUE: no primary key; token ***", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task CreateAsync_ServiceIsBusy_AsksAgain(int status)
    {
        _workspace.AnswerNext(status, "{}");

        await Client().CreateAsync(Smallest(), Patient, null, Cancellation);

        Assert.Equal([Name], _workspace.SyncedTables.Names);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("old")]
    public async Task CreateAsync_AnswerIsLost_TakesTheTableThatItMade(string? instance)
    {
        _workspace.LoseNextAnswer(503, "{}");
        ManagedTableDefinition table = Smallest();
        table.InstanceName = instance;

        Assert.Equal(Name, (await Client().CreateAsync(table, Patient, null, Cancellation)).Name);
    }

    [Fact]
    public async Task CreateAsync_NameIsTakenByAnother_FailsEvenAfterARetry()
    {
        _workspace.SyncedTables.Add(Name, isAutoscaling: true, """{"spec":{"source_table_full_name":"main.shop.others","primary_key_columns":["id"]}}""");
        _workspace.AnswerNext(503, "{}");

        ManagedServiceException failure = await Assert.ThrowsAsync<ManagedServiceException>(
            () => Client().CreateAsync(Smallest(), Patient, null, Cancellation));

        Assert.Equal("ALREADY_EXISTS", failure.ErrorCode);
    }

    [Fact]
    public async Task CreateAsync_OperationNeverEnds_TimesOut()
    {
        _workspace.SyncedTables.OperationQuestions = int.MaxValue;

        TimeoutException late = await Assert.ThrowsAsync<TimeoutException>(
            () => Client().CreateAsync(Smallest(), TimeSpan.FromMilliseconds(300), Progress(), Cancellation));

        Assert.Contains("still being made", late.Message, StringComparison.Ordinal);
        Assert.Contains(_progress, step => step.Step == "the service makes the table");
    }

    [Fact]
    public async Task CreateAsync_Cancelled_EndsAtOnce()
    {
        _workspace.AnswerNext(0, "");
        using CancellationTokenSource stop = new();
        Task<ManagedTable> creating = Client().CreateAsync(Smallest(), Patient, null, stop.Token);
        Eventually.Holds(() => _workspace.Requests.Count > 0, Patient, "the request");

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => creating.WaitAsync(TimeSpan.FromSeconds(2), Cancellation));
    }

    [Fact]
    public async Task CreateAsync_OperationNameLeadsElsewhere_IsNotFollowed()
    {
        _workspace.AnswerNext(200, """{"name":"../../2.0/secrets/list?x","done":false}""");

        ManagedServiceException failure = await Assert.ThrowsAsync<ManagedServiceException>(
            () => Client().CreateAsync(Smallest(), Patient, null, Cancellation));

        Assert.Contains("no resource name", failure.Message, StringComparison.Ordinal);
        Assert.Single(_workspace.Requests);
    }

    [Fact]
    public async Task CreateAsync_DefinitionWithProblems_ListsThemAndAsksNobody()
    {
        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(
            () => Client().CreateAsync(new ManagedTableDefinition { Name = "x" }, Patient, null, Cancellation));

        Assert.Contains("catalog.schema.table", refused.Message, StringComparison.Ordinal);
        Assert.Contains("PrimaryKeyColumns", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_workspace.Requests);
    }

    [Fact]
    public async Task WaitUntilOnlineAsync_TableGetsReady_ReportsTheFirstLoad()
    {
        ManagedTablesClient client = Client();
        ManagedTable made = await client.CreateAsync(Smallest(), Patient, null, Cancellation);

        ManagedTable ready = await client.WaitUntilOnlineAsync(made, Patient, Progress(), Cancellation);

        Assert.Equal(ManagedTableState.OnlineNoPendingUpdate, ready.State);
        Assert.Equal(41, ready.LastVersion);
        Assert.Contains(_progress, step => step.Table?.Progress is { Share: 0.25, SyncedRows: 250, TotalRows: 1_000 });
    }

    [Fact]
    public async Task WaitUntilOnlineAsync_TableFails_SaysTheServicesWords()
    {
        _workspace.SyncedTables.States = ["SYNCED_TABLE_PROVISIONING", "SYNCED_TABLE_OFFLINE_FAILED"];
        _workspace.SyncedTables.Message = "source has no primary key";
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
        _workspace.SyncedTables.Add(
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
        ManagedServiceException failure = await Assert.ThrowsAsync<ManagedServiceException>(() => Client().GetAsync(Name, null, Cancellation));

        Assert.True(failure.IsNotFound);
        Assert.Contains(Name, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetAsync_NewerApiForbidsAndOlderDoesNotKnow_SaysForbidden()
    {
        _workspace.AnswerNext(403, """{"error_code":"PERMISSION_DENIED","message":"no"}""");

        ManagedServiceException failure = await Assert.ThrowsAsync<ManagedServiceException>(() => Client().GetAsync(Name, null, Cancellation));

        Assert.Contains("USE CATALOG", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeWorkspace.Token, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DeleteAsync_EitherGeneration_WaitsUntilTheNameIsFree(bool isAutoscaling)
    {
        _workspace.SyncedTables.Add(Name, isAutoscaling, """{"spec":{}}""");
        ManagedTablesClient client = Client();

        await client.DeleteAsync(await client.GetAsync(Name, null, Cancellation), purgeData: false, Patient, Progress(), Cancellation);

        Assert.Empty(_workspace.SyncedTables.Names);
        Assert.DoesNotContain(_workspace.Requests, request => request.Path.Contains("purge_data", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DeleteAsync_PurgeData_IsAskedForWhereTheServiceCan()
    {
        _workspace.SyncedTables.Add(Name, isAutoscaling: false, """{"spec":{}}""");
        ManagedTablesClient client = Client();

        await client.DeleteAsync(await client.GetAsync(Name, null, Cancellation), purgeData: true, Patient, null, Cancellation);

        Assert.Contains(_workspace.Requests, request => request.Method == "DELETE" && request.Path.EndsWith("?purge_data=true", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DeleteAsync_PurgeDataInAutoscaling_DeletesNothing()
    {
        _workspace.SyncedTables.Add(Name, isAutoscaling: true, """{"spec":{}}""");
        ManagedTablesClient client = Client();
        ManagedTable table = await client.GetAsync(Name, null, Cancellation);

        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(
            () => client.DeleteAsync(table, purgeData: true, Patient, null, Cancellation));

        Assert.Contains("DROP TABLE \"shop\".\"orders_synced\";", refused.Message, StringComparison.Ordinal);
        Assert.Equal([Name], _workspace.SyncedTables.Names);
    }

    [Fact]
    public async Task DeleteAsync_AnswerIsLost_IsDoneAllTheSame()
    {
        _workspace.SyncedTables.Add(Name, isAutoscaling: false, """{"spec":{}}""");
        ManagedTablesClient client = Client();
        ManagedTable table = await client.GetAsync(Name, null, Cancellation);
        _workspace.LoseNextAnswer(503, "{}");

        await client.DeleteAsync(table, purgeData: false, Patient, null, Cancellation);

        Assert.Empty(_workspace.SyncedTables.Names);
    }

    [Fact]
    public async Task ListSchemaAsync_TablesOfAllKinds_AreTheSyncedOnesOfAllPages()
    {
        foreach (string name in (string[])["a", "c", "e"])
        {
            _workspace.SyncedTables.Add($"main.shop.{name}", isAutoscaling: name != "c", """{"spec":{}}""");
        }

        _workspace.SyncedTables.Add("main.other.x", isAutoscaling: true, """{"spec":{}}""");
        _workspace.SyncedTables.OtherTables.Add("main.shop.b");
        _workspace.SyncedTables.OtherTables.Add("main.shop.d");

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
        _workspace.SyncedTables.ListsInstances = true;
        _workspace.SyncedTables.Add(Name, isAutoscaling: false, """{"database_instance_name":"old","spec":{}}""");

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

    [Fact]
    public async Task GetAsync_OAuth_FetchesOneAccessToken()
    {
        _workspace.SyncedTables.Add(Name, isAutoscaling: false, """{"spec":{}}""");
        ManagedTablesClient client = new(
            new WorkspaceLogin(_workspace.Address, FakeWorkspace.ClientId, FakeWorkspace.ClientSecret, isToken: false),
            Quick,
            QuickRhythm,
            TimeProvider.System);

        await client.GetAsync(Name, null, Cancellation);
        await client.GetAsync(Name, null, Cancellation);

        Assert.Equal(1, _workspace.Count("/oidc/"));
    }

    private static ApiPatience Quick { get; } = new() { RetryDelay = TimeSpan.FromMilliseconds(1), MaxRetries = 2 };

    private static PollRhythm QuickRhythm { get; } = new() { First = TimeSpan.FromMilliseconds(1), Longest = TimeSpan.FromMilliseconds(5) };

    private static ManagedTableDefinition Smallest() => new() { Name = Name, SourceTable = "main.shop.orders", PrimaryKeyColumns = ["id"] };

    private static ManagedTableDefinition Full() => new()
    {
        Name = Name,
        SourceTable = "main.shop.orders",
        PrimaryKeyColumns = ["id", "line"],
        TimeseriesKey = "changed",
        SchedulingPolicy = SchedulingPolicy.Triggered,
        Branch = "projects/shop/branches/production",
        Database = "app",
        CreateDatabaseObjectsIfMissing = false,
        NewPipeline = new NewPipeline
        {
            StorageCatalog = "main",
            StorageSchema = "pipelines",
            BudgetPolicyId = "b",
            Channel = PipelineChannel.Preview,
        },
        AcceleratedSync = true,
        ExtraColumns = [new ExtraColumn("words", "tsvector", "to_tsvector('english', note)", ColumnMaintenance.StoredGenerated)],
        ExtraIndexes = [new ExtraIndex("by_city", "USING btree (city)"), new ExtraIndex("early", "(id)", AfterDataLoad: false)],
        TypeOverrides = [new TypeOverride("city", OverriddenType.Varchar, 40)],
    };

    private ManagedTablesClient Client() => new(
        new WorkspaceLogin(_workspace.Address, null, FakeWorkspace.Token, isToken: true), Quick, QuickRhythm, TimeProvider.System);

    private IProgress<ManagedTableProgress> Progress() => new Recorder(_progress);

    private sealed class Recorder(ConcurrentQueue<ManagedTableProgress> steps) : IProgress<ManagedTableProgress>
    {
        public void Report(ManagedTableProgress value) => steps.Enqueue(value);
    }
}
