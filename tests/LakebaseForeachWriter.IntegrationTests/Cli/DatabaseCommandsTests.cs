using System.Text.Json.Nodes;
using Lakebase.Cli.CommandLine;
using Lakebase.TestSupport;
using Lakebase.TestSupport.Faults;
using Npgsql;

namespace Lakebase.IntegrationTests.Cli;

/// <summary><c>lakebase check</c>, <c>lakebase doctor</c> and <c>lakebase sync</c> against a real server.</summary>
public sealed class DatabaseCommandsTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private const string Rows = "id BIGINT NOT NULL, name STRING";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Check_TableThatFits_Exits0()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");

        (int code, JsonNode json, _) = await RunAsync("check", "--schema", Rows, "--table", Table("t"), "--mode", "upsert", "--primary-key", "id");

        Assert.Equal(ExitCode.Done, code);
        Assert.Equal("upsert", (string?)json["result"]!["mode"]);
        Assert.Empty(json["result"]!["problems"]!.AsArray());
        Assert.Empty(json["result"]!["changes"]!.AsArray());
    }

    [Fact]
    public async Task Check_SeveralThingsWrong_ListsThemAllAndExits3()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id uuid, must integer NOT NULL)");

        (int code, JsonNode json, _) = await RunAsync("check", "--schema", Rows, "--table", Table("t"), "--option", "mode=Upsert", "-o", "primary_keys=id");

        Assert.Equal(ExitCode.ProblemsFound, code);
        Assert.Equal(4, json["result"]!["problems"]!.AsArray().Count);
        Assert.Null(json["error"]);
    }

    [Fact]
    public async Task Check_ColumnOfATypeThatCannotBeWritten_Exits3WithoutAskingTheServer()
    {
        (int code, JsonNode json, _) = await RunAsync("check", "--schema", "id INTERVAL DAY TO SECOND, v STRUCT<x: INT>", "--table", "t");

        Assert.Equal(ExitCode.ProblemsFound, code);
        Assert.Contains("'v'", (string?)json["result"]!["problems"]![0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_TableAndColumnsToBeMade_AreListedAndNothingIsMade()
    {
        await ExecuteAsync($"CREATE TABLE {Table("there")} (id bigint)");
        string options = _folder["options.json"];
        await File.WriteAllTextAsync(
            options,
            $$"""{ "CreateTable": true, "AddColumns": true, "LedgerTable": "{{SchemaName}}.ledger", "LedgerQueryId": "q", "DeadLetterTable": "{{SchemaName}}.dead" }""",
            Cancellation);

        (int first, JsonNode made, _) = await RunAsync("check", "--schema", Rows, "--table", Table("new"), "--options", options);
        (int second, JsonNode added, _) = await RunAsync("check", "--schema", Rows, "--table", Table("there"), "--options", options);

        Assert.Equal((ExitCode.Done, ExitCode.Done), (first, second));
        Assert.Contains(made["result"]!["changes"]!.AsArray(), change => ((string?)change)!.Contains("the writer will create it", StringComparison.Ordinal));
        Assert.Contains(added["result"]!["changes"]!.AsArray(), change => ((string?)change)!.Contains("will add name", StringComparison.Ordinal));
        Assert.Equal(1L, await ScalarAsync<long>($"SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = '{SchemaName}'"));
        Assert.Equal(1L, await ScalarAsync<long>($"SELECT count(*) FROM pg_attribute WHERE attrelid = '{SchemaName}.there'::regclass AND attnum > 0"));
    }

    [Fact]
    public async Task Check_TableIsLocked_EndsSoonAndLocksNobodyOut()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint)");
        await using NpgsqlConnection other = new(ConnectionString);
        await other.OpenAsync(Cancellation);
        await using NpgsqlTransaction reading = await other.BeginTransactionAsync(Cancellation);
        await using (NpgsqlCommand read = new($"SELECT count(*) FROM {Table("t")}", other))
        {
            await read.ExecuteScalarAsync(Cancellation);
        }

        (int code, JsonNode json, _) = await RunAsync("check", "--schema", Rows, "--table", Table("t"), "-o", "add_columns=true");

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("55P03", (string?)json["error"]!["message"], StringComparison.Ordinal);
        await ExecuteAsync($"INSERT INTO {Table("t")} VALUES (1)");
    }

    [Fact]
    public async Task Check_NobodyListens_Exits1()
    {
        string file = _folder["connection"];
        await File.WriteAllTextAsync(file, "Host=127.0.0.1;Port=9;Username=me;Database=none;Password=hush", Cancellation);

        (int code, JsonNode json, string error) = await RunPlainAsync("check", "--schema", Rows, "--table", "t", "--connection-file", file);

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("Nothing listens at 127.0.0.1:9", (string?)json["error"]!["message"], StringComparison.Ordinal);
        Assert.DoesNotContain("hush", json.ToJsonString() + error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_ServerThatIsWell_HasNoProblem()
    {
        (int code, JsonNode json, _) = await RunAsync("doctor", "--no-spark", "--schema", SchemaName);

        Assert.True(code == ExitCode.Done, json.ToJsonString());
        string[] names = [.. json["result"]!["checks"]!.AsArray().Where(check => (string?)check!["area"] == "database").Select(check => (string)check!["name"]!)];
        Assert.Equal(["connection", "PostgreSQL", "TLS", "writable", "schema", "temporary tables", "connections", "pooler", "clock"], names);
    }

    [Fact]
    public async Task Doctor_NoSuchSchema_IsAProblemWithTheStatement()
    {
        (int code, JsonNode json, _) = await RunAsync("doctor", "--no-spark", "--schema", "no_such_schema");

        Assert.Equal(ExitCode.ProblemsFound, code);
        Assert.Contains(
            json["result"]!["checks"]!.AsArray(),
            check => (string?)check!["name"] == "schema" && ((string?)check["whatToDo"])!.Contains("CREATE SCHEMA \"no_such_schema\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Doctor_RoleWithoutRights_SaysWhichToGrant()
    {
        string role = $"r_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA {SchemaName} TO {role}");
        try
        {
            string file = _folder["connection"];
            await File.WriteAllTextAsync(
                file, new NpgsqlConnectionStringBuilder(ConnectionString) { Username = role, Password = "secret" }.ConnectionString, Cancellation);

            (_, JsonNode json, _) = await RunPlainAsync("doctor", "--no-spark", "--schema", SchemaName, "--connection-file", file);

            JsonNode schema = json["result"]!["checks"]!.AsArray().Single(check => (string?)check!["name"] == "schema")!;
            Assert.Equal("warning", (string?)schema["status"]);
            Assert.Contains($"GRANT CREATE ON SCHEMA \"{SchemaName}\" TO \"{role}\"", (string?)schema["whatToDo"], StringComparison.Ordinal);
        }
        finally
        {
            await ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    [Fact]
    public async Task Doctor_ServerFallsSilent_EndsWithItsTimeLimit()
    {
        NpgsqlConnectionStringBuilder direct = new(ConnectionString);
        await using FaultProxy proxy = new(direct.Host!, direct.Port);
        proxy.Freeze();
        string file = _folder["connection"];
        await File.WriteAllTextAsync(
            file, new NpgsqlConnectionStringBuilder(ConnectionString) { Host = "127.0.0.1", Port = proxy.Port }.ConnectionString, Cancellation);

        (int code, JsonNode json, _) = await RunPlainAsync("doctor", "--no-spark", "--connection-file", file, "--time-limit", "1s")
            .WaitAsync(TimeSpan.FromSeconds(15), Cancellation);

        Assert.Equal(ExitCode.ProblemsFound, code);
        Assert.Contains("within 1 s", json.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SyncDelete_TableThatNoRunHasMade_ForgetsTheDefinitionAndDropsNothing()
    {
        string target = $"{SchemaName}.mine";
        string[] metadata = ["--metadata-schema", $"m{Guid.NewGuid():N}"[..12]];
        await ExecuteAsync($"CREATE TABLE {target} (id bigint); INSERT INTO {target} VALUES (1)");
        (int made, _, _) = await RunAsync(["sync", "create", "--source-path", "/nowhere", "--target", target, "--primary-key", "id", .. metadata]);

        (int code, JsonNode json, _) = await RunAsync(["sync", "delete", target, "--yes", .. metadata]);

        Assert.Equal((ExitCode.Done, ExitCode.Done), (made, code));
        Assert.True((bool)json["result"]!["isDeleted"]!);
        Assert.False((bool)json["result"]!["isDropped"]!);
        Assert.Equal(1L, await ScalarAsync<long>($"SELECT count(*) FROM {target}"));
        Assert.Equal(ExitCode.NotFound, (await RunAsync(["sync", "status", target, .. metadata])).Code);
    }

    // The whole run's server, by a file as a user would name it.
    private async Task<(int Code, JsonNode Json, string Error)> RunAsync(params string[] args)
    {
        string file = _folder["server"];
        await File.WriteAllTextAsync(file, ConnectionString, Cancellation);
        return await RunPlainAsync([.. args, "--connection-file", file]);
    }

    private static async Task<(int Code, JsonNode Json, string Error)> RunPlainAsync(params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = await Tool.RunAsync(
            [.. args, "--json"], new ToolEnvironment { Out = output, Error = error, In = TextReader.Null, Variable = _ => null });
        return (code, JsonNode.Parse(output.ToString())!, error.ToString());
    }
}
