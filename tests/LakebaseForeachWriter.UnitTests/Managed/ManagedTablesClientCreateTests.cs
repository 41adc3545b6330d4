using System.Text.Json.Nodes;
using Lakebase.Managed;
using Lakebase.TestSupport;

namespace Lakebase.UnitTests.Managed;

public sealed class ManagedTablesClientCreateTests : ManagedClientTest
{
    [Fact]
    public async Task CreateAsync_Autoscaling_SendsEveryField()
    {
        ManagedTable made = await Client().CreateAsync(Full(), Patient, Progress(), Cancellation);

        WorkspaceRequest sent = Workspace.Requests[0];
        Assert.Equal($"/api/2.0/postgres/synced_tables?synced_table_id={Name}", sent.Path);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(sent.Body), JsonNode.Parse("""
            {"spec":{
              "source_table_full_name":"main.shop.orders","primary_key_columns":["id","line"],"timeseries_key":"changed",
              "scheduling_policy":"TRIGGERED","branch":"projects/shop/branches/production","postgres_database":"app",
              "create_database_objects_if_missing":false,
              "new_pipeline_spec":{
                "storage_catalog":"main","storage_schema":"pipelines","budget_policy_id":"b","pipeline_channel":"PREVIEW"},
              "accelerated_sync":true,
              "extra_columns":[{
                "column_name":"words","column_type":"tsvector","compute":"to_tsvector('english', note)","maintenance":"STORED_GENERATED"}],
              "extra_index_definitions":[
                {"name":"by_city","definition":"USING btree (city)","creation_point":"CREATION_POINT_AFTER_DATA_LOAD"},
                {"name":"early","definition":"(id)"}],
              "type_overrides":[{"column_name":"city","pg_type":"PG_SPECIFIC_TYPE_VARCHAR","size":40}]}}
            """)), sent.Body);
        Assert.Equal(ManagedGeneration.Autoscaling, made.Generation);
        Assert.Equal(ManagedTableState.Provisioning, made.State);
        Assert.Equal(2, Workspace.Count("/operations/"));
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

        WorkspaceRequest sent = Workspace.Requests[0];
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

        JsonNode body = JsonNode.Parse(Workspace.Requests[0].Body)!;
        Assert.Equal("shop", (string?)body["database_project_id"]);
        Assert.Equal("production", (string?)body["database_branch_id"]);
    }

    [Fact]
    public async Task CreateAsync_OnlyWhatIsRequired_SendsNothingElse()
    {
        await Client().CreateAsync(Smallest(), Patient, null, Cancellation);

        Assert.Equal(
            """{"spec":{"source_table_full_name":"main.shop.orders","primary_key_columns":["id"],"scheduling_policy":"SNAPSHOT"}}""",
            Workspace.Requests[0].Body);
    }

    [Fact]
    public async Task CreateAsync_WorkspaceWithoutAutoscaling_AsksTheOlderApi()
    {
        Workspace.SyncedTables.KnowsAutoscaling = false;

        ManagedTable made = await Client().CreateAsync(Smallest(), Patient, null, Cancellation);

        Assert.Equal(ManagedGeneration.Provisioned, made.Generation);
    }

    [Fact]
    public async Task CreateAsync_SomethingElseIsNotFound_DoesNotAskTheOlderApi()
    {
        Workspace.AnswerNext(404, """{"error_code":"TABLE_DOES_NOT_EXIST","message":"no source"}""");

        ManagedServiceException failure = await Assert.ThrowsAsync<ManagedServiceException>(
            () => Client().CreateAsync(Smallest(), Patient, null, Cancellation));

        Assert.Contains("TABLE_DOES_NOT_EXIST: no source", failure.Message, StringComparison.Ordinal);
        Assert.Single(Workspace.Requests);
    }

    [Fact]
    public async Task CreateAsync_OperationFails_SaysWhy()
    {
        Workspace.SyncedTables.OperationError = ("INVALID_PARAMETER_VALUE", "no primary key; token dapi0123456789abcdef");

        ManagedServiceException failure = await Assert.ThrowsAsync<ManagedServiceException>(
            () => Client().CreateAsync(Smallest(), Patient, null, Cancellation));

        Assert.Contains("INVALID_PARAMETER_VALUE: no primary key; token ***", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task CreateAsync_ServiceIsBusy_AsksAgain(int status)
    {
        Workspace.AnswerNext(status, "{}");

        await Client().CreateAsync(Smallest(), Patient, null, Cancellation);

        Assert.Equal([Name], Workspace.SyncedTables.Names);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("old")]
    public async Task CreateAsync_AnswerIsLost_TakesTheTableThatItMade(string? instance)
    {
        Workspace.LoseNextAnswer(503, "{}");
        ManagedTableDefinition table = Smallest();
        table.InstanceName = instance;

        Assert.Equal(Name, (await Client().CreateAsync(table, Patient, null, Cancellation)).Name);
    }

    [Fact]
    public async Task CreateAsync_NameIsTakenByAnother_FailsEvenAfterARetry()
    {
        Workspace.SyncedTables.Add(
            Name, isAutoscaling: true, """{"spec":{"source_table_full_name":"main.shop.others","primary_key_columns":["id"]}}""");
        Workspace.AnswerNext(503, "{}");

        ManagedServiceException failure = await Assert.ThrowsAsync<ManagedServiceException>(
            () => Client().CreateAsync(Smallest(), Patient, null, Cancellation));

        Assert.Equal("ALREADY_EXISTS", failure.ErrorCode);
    }

    [Fact]
    public async Task CreateAsync_OperationNeverEnds_TimesOut()
    {
        Workspace.SyncedTables.OperationQuestions = int.MaxValue;

        TimeoutException late = await Assert.ThrowsAsync<TimeoutException>(
            () => Client().CreateAsync(Smallest(), TimeSpan.FromMilliseconds(300), Progress(), Cancellation));

        Assert.Contains("still being made", late.Message, StringComparison.Ordinal);
        Assert.Contains(Steps, step => step.Step == "the service makes the table");
    }

    [Fact]
    public async Task CreateAsync_Cancelled_EndsAtOnce()
    {
        Workspace.AnswerNext(0, "");
        using CancellationTokenSource stop = new();
        Task<ManagedTable> creating = Client().CreateAsync(Smallest(), Patient, null, stop.Token);
        Eventually.Holds(() => Workspace.Requests.Count > 0, Patient, "the request");

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => creating.WaitAsync(TimeSpan.FromSeconds(2), Cancellation));
    }

    [Fact]
    public async Task CreateAsync_OperationNameLeadsElsewhere_IsNotFollowed()
    {
        Workspace.AnswerNext(200, """{"name":"../../2.0/secrets/list?x","done":false}""");

        ManagedServiceException failure = await Assert.ThrowsAsync<ManagedServiceException>(
            () => Client().CreateAsync(Smallest(), Patient, null, Cancellation));

        Assert.Contains("no resource name", failure.Message, StringComparison.Ordinal);
        Assert.Single(Workspace.Requests);
    }

    [Fact]
    public async Task CreateAsync_DefinitionWithProblems_ListsThemAndAsksNobody()
    {
        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(
            () => Client().CreateAsync(new ManagedTableDefinition { Name = "x" }, Patient, null, Cancellation));

        Assert.Contains("catalog.schema.table", refused.Message, StringComparison.Ordinal);
        Assert.Contains("PrimaryKeyColumns", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Workspace.Requests);
    }
}
