using Lakebase.Cli.CommandLine;
using Lakebase.Cli.Doctor;
using Lakebase.TestSupport;
using Npgsql;

namespace Lakebase.UnitTests.Cli;

public sealed class DoctorTests
{
    private static readonly ServerFacts Fine = new(
        "17.2", 17, "me", IsReadOnly: false, MayCreateSchemas: true, MayMakeTemporaryTables: true, MayUseSchema: true, MayCreateTables: true,
        HasSchema: true, ConnectionLimit: 100, ConnectionsTaken: 5, TimeSpan.Zero, TimeSpan.Zero, "UTF8", "TLSv1.3, TLS_AES_256_GCM_SHA384");

    private static readonly ConnectionFacts Verified = new(IsLocal: false, SslMode.VerifyFull, KeepsSessions: true);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Of_ServerWhereAllIsWell_FindsNothing() =>
        Assert.All(Of(Fine, Verified), finding => Assert.Equal(DoctorStatus.Ok, finding.Status));

    [Theory]
    [InlineData("old", "PostgreSQL", "Problem", "PostgreSQL 12 or later")]
    [InlineData("readOnly", "writable", "Problem", "primary")]
    [InlineData("plain", "TLS", "Problem", "VerifyFull")]
    [InlineData("unverified", "TLS", "Warning", "VerifyFull")]
    [InlineData("noSchema", "schema", "Problem", "CREATE SCHEMA \"app\";")]
    [InlineData("noSchemaNorRight", "schema", "Problem", "CREATE SCHEMA \"app\" AUTHORIZATION \"me\";")]
    [InlineData("noUsage", "schema", "Problem", "GRANT USAGE ON SCHEMA \"app\" TO \"me\";")]
    [InlineData("noCreate", "schema", "Warning", "GRANT CREATE ON SCHEMA \"app\" TO \"me\";")]
    [InlineData("noTemporary", "temporary tables", "Warning", "GRANT TEMPORARY")]
    [InlineData("full", "connections", "Warning", "max_connections")]
    [InlineData("pooler", "pooler", "Warning", "without -pooler")]
    [InlineData("short", "statement_timeout", "Warning", "ALTER ROLE \"me\" SET statement_timeout")]
    [InlineData("latin", "encoding", "Warning", "UTF8")]
    [InlineData("clock", "clock", "Warning", "time server")]
    public void Of_OneThingWrong_SaysThatAndTheWayOut(string wrong, string name, string status, string way)
    {
        (ServerFacts server, ConnectionFacts connection) = wrong switch
        {
            "old" => (Fine with { Version = "9.6", MajorVersion = 9 }, Verified),
            "readOnly" => (Fine with { IsReadOnly = true }, Verified),
            "plain" => (Fine with { Tls = null }, Verified with { SslMode = SslMode.Disable }),
            "unverified" => (Fine, Verified with { SslMode = SslMode.Require }),
            "noSchema" => (Fine with { HasSchema = false }, Verified),
            "noSchemaNorRight" => (Fine with { HasSchema = false, MayCreateSchemas = false }, Verified),
            "noUsage" => (Fine with { MayUseSchema = false }, Verified),
            "noCreate" => (Fine with { MayCreateTables = false }, Verified),
            "noTemporary" => (Fine with { MayMakeTemporaryTables = false }, Verified),
            "full" => (Fine with { ConnectionsTaken = 99 }, Verified),
            "pooler" => (Fine, Verified with { KeepsSessions = false }),
            "short" => (Fine with { StatementTimeout = TimeSpan.FromSeconds(5) }, Verified),
            "latin" => (Fine with { Encoding = "LATIN1" }, Verified),
            _ => (Fine with { ClockDifference = TimeSpan.FromMinutes(-5) }, Verified),
        };

        DoctorFinding finding = Assert.Single(Of(server, connection), finding => finding.Status != DoctorStatus.Ok);

        Assert.Equal((name, status), (finding.Name, finding.Status.ToString()));
        Assert.Contains(way, finding.WhatToDo, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ServerOnThisMachineWithoutTls_IsWell() => Assert.DoesNotContain(
        Of(Fine with { Tls = null }, Verified with { IsLocal = true, SslMode = SslMode.Disable }), finding => finding.Status != DoctorStatus.Ok);

    [Fact]
    public async Task RunAsync_CheckThatNeverAnswers_IsGivenUp()
    {
        FakeClock clock = new();
        TaskCompletionSource never = new();
        Task<IReadOnlyList<DoctorFinding>> running = BoundedCheck.RunAsync(
            "database", "database", TimeSpan.FromSeconds(20), clock, async _ =>
            {
                await never.Task;
                return [];
            },
            Cancellation);
        Eventually.Holds(() => clock.WaitingTimers > 0, TimeSpan.FromSeconds(10), "the limit's timer");

        clock.Advance(TimeSpan.FromSeconds(20));

        DoctorFinding finding = Assert.Single(await running);
        Assert.Equal(DoctorStatus.Problem, finding.Status);
        Assert.Contains("within 20 s", finding.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_CheckThatThrows_IsAFinding()
    {
        DoctorFinding finding = Assert.Single(await BoundedCheck.RunAsync(
            "spark", "Java", TimeSpan.FromSeconds(20), TimeProvider.System, _ => throw new IOException("odd disk"), Cancellation));

        Assert.Equal((DoctorStatus.Problem, "odd disk"), (finding.Status, finding.Found));
    }

    [Fact]
    public void Run_MachineWithoutJavaAndSpark_SaysWhatToInstall()
    {
        IReadOnlyList<DoctorFinding> findings = SparkChecks.Run(
            name => name is "PATH" or "XDG_CACHE_HOME" ? "/nowhere" : null, folder: "/nowhere");

        Assert.Equal(["Java", "Spark", "bridge"], findings.Select(finding => finding.Name));
        Assert.All(findings, finding => Assert.Equal(DoctorStatus.Problem, finding.Status));
        Assert.Contains("install Java 17", findings[0].WhatToDo, StringComparison.Ordinal);
        Assert.Contains("get-spark", findings[1].WhatToDo, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3.4.1", "11", "Spark", "3.5 to 4.3")]
    [InlineData("4.1.4", "11", "Java for Spark", "Java 17 or 21")]
    public void Run_VersionsThatDoNotFit_SaysSo(string spark, string java, string name, string expected)
    {
        using TemporaryFolder folder = new();
        string home = Path.Combine(folder.Path, "spark");
        Directory.CreateDirectory(Path.Combine(home, "bin"));
        File.WriteAllText(Path.Combine(home, "bin", "spark-submit"), "");
        File.WriteAllText(Path.Combine(home, "RELEASE"), $"Spark {spark} built for Hadoop 3.4.1");
        string jdk = Path.Combine(folder.Path, "jdk");
        Directory.CreateDirectory(Path.Combine(jdk, "bin"));
        File.WriteAllText(Path.Combine(jdk, "bin", "java"), "");
        File.WriteAllText(Path.Combine(jdk, "release"), $"JAVA_VERSION=\"{java}.0.2\"");

        DoctorFinding finding = SparkChecks
            .Run(variable => variable switch { "SPARK_HOME" => home, "JAVA_HOME" => jdk, _ => null }, folder.Path)
            .First(finding => finding.Name == name);

        Assert.Equal(DoctorStatus.Problem, finding.Status);
        Assert.Contains(expected, finding.WhatToDo + finding.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_NothingConfigured_SkipsDatabaseAndWorkspace()
    {
        ToolRun run = await ToolRun.OfAsync("doctor --no-spark --json");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal(["checks", "problems", "warnings"], run.Json["result"]!.AsObject().Select(member => member.Key));
        Assert.Equal(["area", "name", "status", "found", "whatToDo"], run.Json["result"]!["checks"]![0]!.AsObject().Select(member => member.Key));
        Assert.Equal(
            ["spark", "database", "workspace"],
            run.Json["result"]!["checks"]!.AsArray().Where(check => (string?)check!["status"] == "skipped").Select(check => (string?)check!["area"]));
    }

    [Fact]
    public async Task Doctor_NobodyListens_Exits3AndSaysWhatToDo()
    {
        ToolRun run = await ToolRun.OfAsync("doctor --no-spark --connection Host=127.0.0.1;Port=9;Username=me;Database=none");

        Assert.Equal(ExitCode.ProblemsFound, run.ExitCode);
        Assert.Contains("Nothing listens at 127.0.0.1:9.", run.Out, StringComparison.Ordinal);
        Assert.Contains("→ Check Host and Port", run.Out, StringComparison.Ordinal);
    }

    private static IReadOnlyList<DoctorFinding> Of(ServerFacts server, ConnectionFacts connection) =>
        [.. DatabaseFindings.Of(server, connection, "\"app\"", oldestVersion: 12)];
}
