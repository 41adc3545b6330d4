using System.Diagnostics;
using System.Text.Json.Nodes;
using Lakebase.Cli.CommandLine;
using Lakebase.TestSupport;
using Lakebase.TestSupport.Processes;

namespace Lakebase.IntegrationTests.Cli;

/// <summary>The built tool as a process, with variables and files as a user has them.</summary>
public sealed class ToolProcessTests : IAsyncDisposable
{
    private const string Name = "main.shop.orders_synced";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly FakeWorkspace _workspace = new();
    private readonly TemporaryFolder _home = new();

    public async ValueTask DisposeAsync()
    {
        await _workspace.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public void Help_OfTheTool_NamesItByItsCommand()
    {
        (int code, string output) = Run("--help");

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("lakebase [command] [options]", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_WithoutATerminal_IsPlainTextWithoutTrailingBlanks()
    {
        (int code, string output) = Run("plan", "--rows", "100M", "--changes-per-second", "300", "--cu", "4");

        Assert.Equal(ExitCode.Done, code);
        Assert.DoesNotContain('\e', output);
        Assert.All(output.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
        Assert.Contains("3 h 28 min", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Managed_LifeOfATable_WorksByTokenAndByProfile(bool byProfile)
    {
        Dictionary<string, string?> login = byProfile ? Profile() : Token();

        Assert.Equal(ExitCode.NotFound, Run(login, "managed", "get", Name).Code);
        (int created, string made) = Run(
            login, "managed", "create", Name, "--source", "main.shop.orders", "--primary-key", "id", "--project", "shop", "--database", "app", "--json");
        (int got, string there) = Run(login, "managed", "get", Name, "--json");
        (int deleted, string gone) = Run(login, "managed", "delete", Name, "--yes");

        Assert.Equal((ExitCode.Done, ExitCode.Done, ExitCode.Done), (created, got, deleted));
        Assert.Equal("autoscaling", (string?)Json(made)["result"]!["generation"]);
        Assert.Equal("app", (string?)Json(there)["result"]!["database"]);
        Assert.Contains("DROP TABLE \"shop\".\"orders_synced\";", gone, StringComparison.Ordinal);
        Assert.Equal(ExitCode.NotFound, Run(login, "managed", "get", Name).Code);
    }

    [Fact]
    public void Managed_OAuth_AsksForAnAccessTokenOnce()
    {
        _workspace.SyncedTables.Add(Name, isAutoscaling: false, """{"spec":{}}""");

        (int code, _) = Run(
            new Dictionary<string, string?>
            {
                ["DATABRICKS_HOST"] = _workspace.Address.AbsoluteUri,
                ["DATABRICKS_CLIENT_ID"] = FakeWorkspace.ClientId,
                ["DATABRICKS_CLIENT_SECRET"] = FakeWorkspace.ClientSecret,
            },
            "managed", "get", Name);

        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(1, _workspace.Count("/oidc/"));
    }

    [Fact]
    public void Managed_TokenIsRefused_Exits1WithoutShowingIt()
    {
        (int code, string output) = Run(
            new Dictionary<string, string?> { ["DATABRICKS_HOST"] = _workspace.Address.AbsoluteUri, ["DATABRICKS_TOKEN"] = "dapi-wrong-one" },
            "managed", "get", Name);

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("does not accept the login", output, StringComparison.Ordinal);
        Assert.DoesNotContain("dapi-wrong-one", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Managed_NoLogin_Exits2()
    {
        (int code, string output) = Run("managed", "get", Name);

        Assert.Equal(ExitCode.WrongUse, code);
        Assert.Contains("give --host, set DATABRICKS_HOST", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Signal.Interrupt)]
    [InlineData(Signal.Terminate)]
    public void CtrlC_WhileTheServiceIsSilent_EndsWithinTwoSecondsWith130(Signal signal)
    {
        _workspace.AnswerNext(0, "");
        using ProgramRun run = new(Command("managed", "get", Name), Token());
        Eventually.Holds(() => _workspace.Requests.Count > 0, Deadline, "the request");
        long start = Stopwatch.GetTimestamp();

        signal.Send(run.Id);

        Assert.Equal(ExitCode.Cancelled, run.WaitForExit(Deadline));
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(2), $"It took {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s.");
        Assert.Contains("Stopped.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_WithoutATerminal_IsALinePerStepAfterTwoSeconds()
    {
        _workspace.SyncedTables.OperationQuestions = 4;

        (int code, string output) = Run(Token(), "managed", "create", Name, "--source", "a.b.d", "--primary-key", "id");

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("s  the service makes the table", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', output);
    }

    [Fact]
    public void Progress_OnATerminal_IsABarThatMovesWithoutAShareThatNobodyKnows()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "There is no program script, which makes a terminal.");
        _workspace.SyncedTables.OperationQuestions = 4;
        Dictionary<string, string?> environment = Token();
        environment["TERM"] = "xterm-256color";
        string command = string.Join(' ', Command("managed", "create", Name, "--source", "a.b.d", "--primary-key", "id").Select(word => $"'{word}'"));

        (int code, string output) = RunProgram(
            ["/usr/bin/script", "--quiet", "--return", "--command", $"stty cols 80 rows 24; {command}", "/dev/null"], environment);

        Assert.Equal(ExitCode.Done, code);
        Assert.Matches("the service makes the table.*━", output);
        Assert.True(output.Split("the service makes the table").Length > 3, output); // Drawn again and again.
        Assert.DoesNotMatch("[0-9]%", output);
    }

    [Fact]
    public void Doctor_Workspace_IsLookedAt()
    {
        (int code, string output) = Run(Token(), "doctor", "--no-spark");

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("someone@example.com", output, StringComparison.Ordinal);
    }

    // Progress stands before it where the machine is slow: both streams are read as one here.
    private static JsonNode Json(string output) => JsonNode.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..])!;

    private Dictionary<string, string?> Token() => new()
    {
        ["DATABRICKS_HOST"] = _workspace.Address.AbsoluteUri,
        ["DATABRICKS_TOKEN"] = FakeWorkspace.Token,
    };

    private Dictionary<string, string?> Profile()
    {
        File.WriteAllText(_home["databrickscfg"], $"[shop]\nhost = {_workspace.Address}\ntoken = {FakeWorkspace.Token}\n");
        return new Dictionary<string, string?>
        {
            ["DATABRICKS_CONFIG_FILE"] = _home["databrickscfg"],
            ["DATABRICKS_CONFIG_PROFILE"] = "shop",
        };
    }

    private (int Code, string Output) Run(params string[] args) => Run([], args);

    private (int Code, string Output) Run(Dictionary<string, string?> environment, params string[] args) =>
        RunProgram(Command(args), environment);

    private (int Code, string Output) RunProgram(string[] command, Dictionary<string, string?> environment)
    {
        // Nothing of the machine's own may play a part.
        foreach (string name in (string[])["DATABRICKS_HOST", "DATABRICKS_TOKEN", "DATABRICKS_CONFIG_PROFILE", "PGHOST", "LAKEBASE_CONNECTION", "LAKEBASE_ENDPOINT"])
        {
            environment.TryAdd(name, null);
        }

        environment["HOME"] = _home.Path;
        using ProgramRun run = new(command, environment);
        int code = run.WaitForExit(Deadline);
        return (code, run.Output);
    }

    private static string[] Command(params string[] args) => ["dotnet", Path.Combine(AppContext.BaseDirectory, "lakebase.dll"), .. args];
}
