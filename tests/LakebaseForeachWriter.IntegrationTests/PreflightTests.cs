using Lakebase.Preflight;
using Lakebase.Schema;
using Lakebase.Spark;
using Lakebase.TestSupport;
using Lakebase.TestSupport.Faults;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;
using Npgsql;

namespace Lakebase.IntegrationTests;

/// <summary>What a driver learns about the database before its query starts.</summary>
public sealed class PreflightTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private static readonly SourceSchema Rows = Schema(("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)));

    [Theory]
    [InlineData(WriteMode.Insert)]
    [InlineData(WriteMode.Upsert)]
    [InlineData(WriteMode.BulkInsert)]
    public async Task RunAsync_TableThatFits_FindsNothing(WriteMode mode)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");

        PreflightReport report = await RunAsync(Options("t", mode, mode == WriteMode.Upsert ? ["id"] : []));

        Assert.Empty(report.Problems);
        Assert.Empty(report.Warnings);
    }

    [Fact]
    public async Task RunAsync_SeveralThingsWrong_ListsThemAllAtOnce()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id text, must integer NOT NULL, made integer GENERATED ALWAYS AS (1) STORED)");
        SourceSchema rows = Schema(
            ("id", Of(SourceTypeKind.Binary)), ("name", Of(SourceTypeKind.String)), ("made", Of(SourceTypeKind.Int)));

        PreflightReport report = await RunAsync(Options("t", WriteMode.Upsert, "id"), rows);

        Assert.Equal(5, report.Problems.Count);
        Assert.All(
            (string[])["'id' (binary)", "'name'", "'made'", "'must'", "CREATE UNIQUE INDEX"],
            expected => Assert.Single(report.Problems, problem => problem.Contains(expected, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task RunAsync_NoSuchTableAndCreateTable_MakesIt()
    {
        LakebaseWriterOptions options = Options("t", WriteMode.Upsert, "id");
        options.CreateTable = true;

        PreflightReport report = await RunAsync(options);

        Assert.Empty(report.Problems);
        Assert.Equal(0L, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
    }

    [Fact]
    public async Task RunAsync_NoSuchTable_SaysSo()
    {
        PreflightReport report = await RunAsync(Options("missing"));

        Assert.Contains("CreateTable", Assert.Single(report.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WriteMode.Insert, "", "INSERT")]
    [InlineData(WriteMode.Upsert, "GRANT INSERT ON {0} TO {1}", "UPDATE, SELECT")]
    [InlineData(WriteMode.Upsert, "GRANT INSERT, UPDATE (name), SELECT (id) ON {0} TO {1}", null)]
    public async Task RunAsync_RoleWithoutRights_NamesThoseItLacks(WriteMode mode, string grants, string? lacking)
    {
        string role = $"r_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        await ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA {SchemaName} TO {role}");
        try
        {
            await ExecuteAsync(grants.Length == 0 ? "SELECT" : string.Format(null, grants, Table("t"), role));
            LakebaseWriterOptions options = Options("t", mode, mode == WriteMode.Upsert ? ["id"] : []);
            options.Username = role;
            options.Password = "secret";

            PreflightReport report = await RunAsync(options);

            if (lacking is null)
            {
                Assert.Empty(report.Problems);
            }
            else
            {
                Assert.Contains($"GRANT {lacking} ON", Assert.Single(report.Problems), StringComparison.Ordinal);
            }
        }
        finally
        {
            await ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    [Fact]
    public async Task RunAsync_MoreExecutorsThanTheServerHasConnections_Warns()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");

        PreflightReport report = await RunAsync(Options("t"), demand: new ConnectionDemand(1_000, 16));

        Assert.Contains("16000 connections", Assert.Single(report.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NobodyListens_ThrowsNamingTheServer()
    {
        LakebaseWriterOptions options = Options("t");
        options.ConnectionString = "Host=127.0.0.1;Port=9;Username=nobody;Database=none";

        LakebaseWriteException failure = await Assert.ThrowsAsync<LakebaseWriteException>(() => RunAsync(options));

        Assert.Contains("127.0.0.1:9", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ServerSilent_ThrowsWithinItsTimeLimits()
    {
        NpgsqlConnectionStringBuilder direct = new(ConnectionString);
        await using FaultProxy proxy = new(direct.Host!, direct.Port);
        proxy.Freeze();
        LakebaseWriterOptions options = Options("t");
        options.ConnectionString = new NpgsqlConnectionStringBuilder(ConnectionString) { Host = "127.0.0.1", Port = proxy.Port }.ConnectionString;
        options.ConnectTimeout = TimeSpan.FromSeconds(1);

        await Assert.ThrowsAsync<LakebaseWriteException>(() => RunAsync(options));
    }

    [Fact]
    public async Task Validate_OnTheWriter_ThrowsTheProblems()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint)");
        LakebaseForeachWriter writer = new(
            new StructType([new StructField("id", new LongType()), new StructField("name", new StringType())]), Options("t"));

        SchemaMismatchException refused = Assert.Throws<SchemaMismatchException>(writer.Validate);

        Assert.Contains("ADD COLUMN \"name\"", Assert.Single(refused.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void BeforeStart_ConnectionOnlyTheExecutorsKnow_LeavesItToThem()
    {
        LakebaseWriterOptions options = Options("t");
        options.ConnectionString = null;
        options.ConnectionStringEnvironmentVariable = "LAKEBASE_NOT_SET_ON_THIS_MACHINE";
        IForeachPreflight writer = new LakebaseForeachWriter(new StructType([new StructField("id", new LongType())]), options);

        writer.BeforeStart(new ForeachResources(1, 1));
    }

    [Fact]
    public async Task OpenAsync_AddColumns_AddsThoseThatTheTableLacksForAllPartitions()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY); INSERT INTO {Table("t")} VALUES (1)");
        LakebaseWriterOptions options = Options("t", WriteMode.Upsert, "id");
        options.AddColumns = true;

        await Task.WhenAll(Enumerable.Range(2, 8).Select(id => WriteAsync(Rows, options, [[(long)id, "x"]])));

        Assert.Equal(["(1,)", "(2,x)"], await RowsAsync($"SELECT id, name FROM {Table("t")} ORDER BY id LIMIT 2"));
        Assert.Equal(9L, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
    }

    private static Task<PreflightReport> RunAsync(LakebaseWriterOptions options, SourceSchema? rows = null, ConnectionDemand? demand = null) =>
        WriterPreflight.RunAsync(rows ?? Rows, options, demand ?? ConnectionDemand.OneProcess, NullLogger.Instance, Cancellation).AsTask();
}
