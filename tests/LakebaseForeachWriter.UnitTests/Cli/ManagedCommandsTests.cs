using System.Text.Json.Nodes;
using Lakebase.Cli.CommandLine;
using Lakebase.Cli.Managed;
using Lakebase.Managed;
using Lakebase.TestSupport;

namespace Lakebase.UnitTests.Cli;

public sealed class ManagedCommandsTests : IAsyncDisposable
{
    private const string Name = "main.shop.orders_synced";
    private const string Spec =
        """{"spec":{"source_table_full_name":"main.shop.orders","primary_key_columns":["id"],"scheduling_policy":"TRIGGERED","branch":"projects/shop/branches/production","postgres_database":"app"}}""";

    private readonly FakeWorkspace _workspace = new();

    public ValueTask DisposeAsync() => _workspace.DisposeAsync();

    [Fact]
    public async Task Create_OptionsForEveryField_AreInTheRequest()
    {
        ToolRun run = await RunAsync(
        [
            "managed", "create", Name, "--source", "main.shop.orders", "--primary-key", "id,line", "--timeseries-key", "changed",
            "--policy", "triggered", "--project", "shop", "--database", "app", "--create-database-objects", "false",
            "--storage-catalog", "main", "--storage-schema", "pipelines", "--budget-policy", "b", "--channel", "preview",
            "--accelerated-sync", "true", "--extra-column", "words tsvector = to_tsvector('english', note)",
            "--extra-column", "seen timestamptz DEFAULT now()", "--index", "by_city = USING btree (city)", "--type", "city = varchar(40)", "--json",
        ]);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.True(JsonNode.DeepEquals(_workspace.SyncedTables.RequestOf(Name), JsonNode.Parse("""
            {"spec":{
              "source_table_full_name":"main.shop.orders","primary_key_columns":["id","line"],"timeseries_key":"changed",
              "scheduling_policy":"TRIGGERED","branch":"projects/shop/branches/production","postgres_database":"app",
              "create_database_objects_if_missing":false,
              "new_pipeline_spec":{"storage_catalog":"main","storage_schema":"pipelines","budget_policy_id":"b","pipeline_channel":"PREVIEW"},
              "accelerated_sync":true,
              "extra_columns":[
                {"column_name":"words","column_type":"tsvector","compute":"to_tsvector('english', note)","maintenance":"STORED_GENERATED"},
                {"column_name":"seen","column_type":"timestamptz","compute":"now()","maintenance":"DEFAULT_VALUE"}],
              "extra_index_definitions":[{"name":"by_city","definition":"USING btree (city)","creation_point":"CREATION_POINT_AFTER_DATA_LOAD"}],
              "type_overrides":[{"column_name":"city","pg_type":"PG_SPECIFIC_TYPE_VARCHAR","size":40}]}}
            """)), _workspace.SyncedTables.RequestOf(Name).ToJsonString());
        Assert.Equal("provisioning", (string?)run.Json["result"]!["state"]);
    }

    [Fact]
    public async Task Create_Instance_AsksTheOlderApi()
    {
        ToolRun run = await RunAsync($"managed create {Name} --source a.b.d --primary-key id --instance old --existing-pipeline p1");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal("p1", (string?)_workspace.SyncedTables.RequestOf(Name)["spec"]!["existing_pipeline_id"]);
        Assert.Contains("managed get main.shop.orders_synced --wait", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_WaitForTheFirstLoad_EndsOnline()
    {
        ToolRun run = await RunAsync($"managed create {Name} --source a.b.d --primary-key id --wait --json");

        Assert.True((bool?)run.Json["result"]!["isOnline"]);
        Assert.Equal("online-no-pending-update", (string?)run.Json["result"]!["state"]);
    }

    [Fact]
    public async Task Create_FirstLoadFails_Exits1()
    {
        _workspace.SyncedTables.States = ["SYNCED_TABLE_PROVISIONING", "SYNCED_TABLE_OFFLINE_FAILED"];
        _workspace.SyncedTables.Message = "no change data feed";

        ToolRun run = await RunAsync($"managed create {Name} --source a.b.d --primary-key id --wait");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("no change data feed", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_ServiceIsStillAtIt_Exits5()
    {
        _workspace.SyncedTables.OperationQuestions = int.MaxValue;

        ToolRun run = await RunAsync($"managed create {Name} --source a.b.d --primary-key id --timeout 200ms --json");

        Assert.Equal(ExitCode.StillRunning, run.ExitCode);
        Assert.Equal("still-running", (string?)run.Json["error"]!["kind"]);
    }

    [Fact]
    public async Task Create_DryRun_SendsNothing()
    {
        ToolRun run = await RunAsync($"managed create {Name} --source a.b.d --primary-key id --dry-run --json");

        Assert.Equal($"/api/2.0/postgres/synced_tables?synced_table_id={Name}", (string?)run.Json["result"]!["path"]);
        Assert.Equal("a.b.d", (string?)run.Json["result"]!["body"]!["spec"]!["source_table_full_name"]);
        Assert.Empty(_workspace.Requests);
    }

    [Theory]
    [InlineData("--source a.b.d", "--primary-key is missing")]
    [InlineData("--primary-key id", "--source is missing")]
    [InlineData("--source a.b.d --primary-key id --project p --instance i", "(Provisioned) exclude each other")]
    [InlineData("--source a.b.d --primary-key id --branch dev", "--branch needs --project")]
    [InlineData("--source a.b.d --primary-key id --existing-pipeline p --storage-catalog c --storage-schema s", "--existing-pipeline and the options of a new pipeline")]
    [InlineData("--source a.b.d --primary-key id --storage-catalog c", "needs --storage-catalog and --storage-schema together")]
    [InlineData("--source a.b.d --primary-key id --index by_city", "--index must be 'name = definition'")]
    [InlineData("--source a.b.d --primary-key id --type city=text", "--type must be 'column = varchar(40)'")]
    [InlineData("--source a.b.d --primary-key id --extra-column x", "--extra-column must be")]
    public async Task Create_ProblemsInTheDefinition_SendNothing(string options, string expected)
    {
        ToolRun run = await RunAsync($"managed create {Name} {options}");

        Assert.Equal(ExitCode.WrongUse, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Empty(_workspace.Requests);
    }

    [Theory]
    [InlineData(Spec, false)]
    [InlineData("""{"name":"a.b.c","database_project_id":"p","database_branch_id":"dev","spec":{"source_table_full_name":"a.b.d","primary_key_columns":["id"]}}""", true)]
    [InlineData("""{"source_table_full_name":"a.b.d","primary_key_columns":["id"],"extra_index_definitions":[{"name":"i","definition":"(x)"}]}""", false)]
    public void Parse_FileInTheApisNames_IsTheDefinition(string text, bool isProvisioned)
    {
        ManagedTableDefinition table = DefinitionFile.Parse(text);
        table.Name = "x.y.z";

        Assert.Empty(table.FindProblems());
        Assert.Equal(isProvisioned, table.Generation == ManagedGeneration.Provisioned);
    }

    [Theory]
    [InlineData("""{"spec":{"primary_keys":["id"]}}""", "'primary_keys' is no field")]
    [InlineData("""{"spec":{"new_pipeline_spec":{"catalog":"c"}}}""", "'new_pipeline_spec.catalog' is no field")]
    [InlineData("""{"spec":{"type_overrides":[{"column":"c"}]}}""", "'type_overrides[].column' is no field")]
    [InlineData("""{"spec":{"scheduling_policy":"HOURLY"}}""", "must be one of SNAPSHOT, TRIGGERED, CONTINUOUS")]
    [InlineData("""{"spec":[]}""", "'spec' must be an object")]
    [InlineData("""{"spec":{"primary_key_columns":"id"}}""", "must be an array")]
    [InlineData("[]", "must be a JSON object")]
    public void Parse_WrongFile_NamesTheMember(string text, string expected) =>
        Assert.Contains(expected, Assert.ThrowsAny<Exception>(() => DefinitionFile.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Get_Table_ShowsItInBothForms()
    {
        _workspace.SyncedTables.Add(Name, isAutoscaling: true, Spec);

        ToolRun words = await RunAsync($"managed get {Name}");
        ToolRun json = await RunAsync($"managed get {Name} --json");

        Assert.Contains("online, no pending update", words.Out, StringComparison.Ordinal);
        Assert.Contains("projects/shop/branches/production", words.Out, StringComparison.Ordinal);
        Assert.Equal(
            [
                "name", "generation", "state", "stateText", "isOnline", "message", "catalogState", "sourceTable", "primaryKeyColumns", "timeseriesKey",
                "schedulingPolicy", "place", "database", "pipelineId", "lastVersion", "lastVersionCommittedAt", "lastSyncEndedAt", "progress", "dropStatement",
            ],
            json.Json["result"]!.AsObject().Select(member => member.Key));
        Assert.Equal(["command", "exitCode", "result", "error"], json.Json.AsObject().Select(member => member.Key));
        Assert.Equal(41, (int?)json.Json["result"]!["lastVersion"]);
    }

    [Fact]
    public async Task Get_NoSuchTable_Exits4()
    {
        ToolRun run = await RunAsync($"managed get {Name} --json");

        Assert.Equal(ExitCode.NotFound, run.ExitCode);
        Assert.Equal("not-found", (string?)run.Json["error"]!["kind"]);
    }

    [Fact]
    public async Task Get_TakesItsTime_ShowsStepsOnTheErrorStream()
    {
        _workspace.SyncedTables.Add(Name, isAutoscaling: true, Spec);
        _workspace.SyncedTables.States = ["SYNCED_TABLE_PROVISIONING"];

        ToolRun run = await ToolRun.OfAsync(
            $"managed get {Name} --wait --timeout 400ms --json",
            ToolRun.At(_workspace) with { QuietTime = TimeSpan.FromMilliseconds(20) });

        Assert.Equal(ExitCode.StillRunning, run.ExitCode);
        Assert.Contains("waiting until the table can be read: provisioning", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_Schema_IsATable()
    {
        _workspace.SyncedTables.Add(Name, isAutoscaling: true, Spec);
        _workspace.SyncedTables.OtherTables.Add("main.shop.orders");

        ToolRun words = await RunAsync("managed list --schema main.shop");
        ToolRun json = await RunAsync("managed list --schema main.shop --json");

        Assert.Contains(Name, words.Out, StringComparison.Ordinal);
        Assert.Equal(2, words.Out.Trim().Split('\n').Length);
        Assert.Equal(Name, (string?)json.Json["result"]!["tables"]![0]!["name"]);
    }

    [Fact]
    public async Task List_InstanceThatIsNotListed_NamesTheOtherWay()
    {
        ToolRun run = await RunAsync("managed list --instance old");

        Assert.Equal(ExitCode.WrongUse, run.ExitCode);
        Assert.Contains("use --schema catalog.schema", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_Confirmed_SaysThatTheTableStaysAndHowToDropIt()
    {
        _workspace.SyncedTables.Add(Name, isAutoscaling: true, Spec);

        ToolRun run = await ToolRun.OfAsync($"managed delete {Name}", ToolRun.At(_workspace, answer: "y"));

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("[y/N]", run.Error, StringComparison.Ordinal);
        Assert.Contains("still there", run.Out, StringComparison.Ordinal);
        Assert.Contains("the database 'app'", run.Out, StringComparison.Ordinal);
        Assert.Contains("DROP TABLE \"shop\".\"orders_synced\";", run.Out, StringComparison.Ordinal);
        Assert.Empty(_workspace.SyncedTables.Names);
    }

    [Theory]
    [InlineData("n")]
    [InlineData("")]
    public async Task Delete_NotConfirmed_DeletesNothing(string answer)
    {
        _workspace.SyncedTables.Add(Name, isAutoscaling: true, Spec);

        ToolRun run = await ToolRun.OfAsync($"managed delete {Name}", ToolRun.At(_workspace, answer));

        Assert.Contains("Nothing was deleted.", run.Out, StringComparison.Ordinal);
        Assert.Equal([Name], _workspace.SyncedTables.Names);
    }

    [Fact]
    public async Task Delete_NobodyToAsk_WantsYes()
    {
        _workspace.SyncedTables.Add(Name, isAutoscaling: true, Spec);

        ToolRun run = await RunAsync($"managed delete {Name}");

        Assert.Equal(ExitCode.WrongUse, run.ExitCode);
        Assert.Contains("--yes", run.Error, StringComparison.Ordinal);
        Assert.Equal([Name], _workspace.SyncedTables.Names);
    }

    [Theory]
    [InlineData(false, ExitCode.Done)]
    [InlineData(true, ExitCode.WrongUse)]
    public async Task Delete_PurgeData_IsRefusedBeforeAnythingWhereTheServiceCannot(bool isAutoscaling, int expected)
    {
        _workspace.SyncedTables.Add(Name, isAutoscaling, Spec);

        ToolRun run = await RunAsync($"managed delete {Name} --purge-data --yes");

        Assert.Equal(expected, run.ExitCode);
        Assert.Equal(isAutoscaling, _workspace.SyncedTables.Names.Contains(Name));
        Assert.Contains(isAutoscaling ? "DROP TABLE" : "dropped by the service", run.Out + run.Error, StringComparison.Ordinal);
    }

    private Task<ToolRun> RunAsync(string commandLine) => ToolRun.OfAsync(commandLine, ToolRun.At(_workspace));

    private Task<ToolRun> RunAsync(string[] args) => ToolRun.OfAsync(args, ToolRun.At(_workspace));
}
