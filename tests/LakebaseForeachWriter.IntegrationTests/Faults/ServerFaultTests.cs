using Lakebase.Schema;
using Npgsql;

namespace Lakebase.IntegrationTests.Faults;

/// <summary>A server that crashes, ends sessions, is full, or turns read-only, in the middle of a stream of every mode.</summary>
public sealed class ServerFaultTests(ServerOfItsOwn server) : StreamsTest(server.GetConnectionStringAsync), IClassFixture<ServerOfItsOwn>
{
    private static readonly SourceSchema Rows = Schema(("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)));

    [Fact]
    public async Task Stream_ServerKilledAndRestarted_EveryModeGoesOn()
    {
        await RunAllAsync(_ => server.KillAndRestartAsync(Cancellation));

        ForgetConnections();
    }

    [Fact]
    public async Task Stream_SessionsEndedAgainAndAgain_EveryModeGoesOn()
    {
        long ended = 0;

        await RunAllAsync(async streams =>
        {
            for (int round = 0; round < 10; round++)
            {
                ended += await EndSessionsAsync();
                await ProgressAsync(streams, batches: 1);
            }
        });

        Assert.InRange(ended, 10, long.MaxValue);
    }

    [Fact]
    public async Task Stream_NoConnectionSlotIsFree_EveryModeWaitsForOneAndGoesOn()
    {
        string role = $"r{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD 'x'");
        await ExecuteAsync($"GRANT USAGE, CREATE ON SCHEMA {SchemaName} TO {role}");
        await ExecuteAsync($"ALTER DEFAULT PRIVILEGES IN SCHEMA {SchemaName} GRANT ALL ON TABLES TO {role}");

        await RunAllAsync(
            async streams =>
            {
                await ExecuteAsync($"ALTER ROLE {role} CONNECTION LIMIT 0");
                await EndSessionsAsync();
                await TriedAgainAsync(streams, "53300");
                await ExecuteAsync($"ALTER ROLE {role} CONNECTION LIMIT -1");
            },
            options => (options.Username, options.Password) = (role, "x"));
    }

    [Fact]
    public async Task OpenAsync_RoleMayHaveNoConnection_FailsAfterItsTriesAndSaysWhatToDo()
    {
        string role = $"r{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD 'x' CONNECTION LIMIT 0");
        LakebaseWriterOptions options = Options("t");
        (options.Username, options.Password, options.MaxRetryAttempts) = (role, "x", 2);

        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(() => WriteAsync(Rows, options, []));

        Assert.Equal(("53300", 3, true), (failed.SqlState, failed.Attempts, failed.IsTransient));
        Assert.Contains("max_connections", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ServerIsReadOnlyForAWhile_EveryModeWaitsAndGoesOn() => await RunAllAsync(async streams =>
    {
        await SetReadOnlyAsync(true);
        try
        {
            await TriedAgainAsync(streams, "25006");
        }
        finally
        {
            await SetReadOnlyAsync(false);
        }
    });

    [Fact]
    public async Task Stream_OldPrimaryIsReadOnlyAfterAFailover_EveryModeConnectsAnew()
    {
        // Sessions that are there become read-only and stay it; those that begin after this can write.
        string role = $"r{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE ROLE {role} SUPERUSER LOGIN PASSWORD 'x'");

        await RunAllAsync(
            async streams =>
            {
                await ExecuteAsync($"ALTER ROLE {role} SET default_transaction_read_only = off");
                await SetReadOnlyAsync(true);
                try
                {
                    await ProgressAsync(streams, batches: 10);
                }
                finally
                {
                    await SetReadOnlyAsync(false);
                }
            },
            options => (options.Username, options.Password) = (role, "x"));
    }

    [Fact]
    public async Task Stream_DiskIsFull_EveryModeWaitsForRoomAndGoesOn()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync(megabytes: 16, Cancellation);
        await ExecuteAsync($"CREATE TABLESPACE small LOCATION '{disk.Path}'");
        try
        {
            await RunAllAsync(
                async streams =>
                {
                    await FillAsync();
                    await TriedAgainAsync(streams, "53100");
                    await ExecuteAsync($"DROP TABLE {Table("filler")}");
                },
                where: " TABLESPACE small");
        }
        finally
        {
            await LeaveTablespaceAsync();
        }
    }

    [Theory]
    [InlineData(WriteMode.Insert)]
    [InlineData(WriteMode.BulkInsert)]
    [InlineData(WriteMode.Upsert)]
    public async Task CompleteAsync_DiskStaysFull_FailsAfterItsTriesAndSaysSo(WriteMode mode)
    {
        await using SmallDisk disk = await SmallDisk.MountAsync(megabytes: 8, Cancellation);
        await ExecuteAsync($"CREATE TABLESPACE small LOCATION '{disk.Path}'");
        try
        {
            await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text) TABLESPACE small");
            await FillAsync();
            LakebaseWriterOptions options = Options("t", mode, mode == WriteMode.Upsert ? ["id"] : []);
            options.MaxRetryAttempts = 2;

            LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(
                () => WriteAsync(Rows, options, Enumerable.Range(0, 900).Select(i => new object?[] { (long)i, new string('x', 100) })));

            Assert.Equal(("53100", 3, true, false), (failed.SqlState, failed.Attempts, failed.IsTransient, failed.IsOutcomeUnknown));
            Assert.Contains("No space left on device", failed.Message, StringComparison.Ordinal);
            Assert.Equal(0, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
        }
        finally
        {
            await LeaveTablespaceAsync();
        }
    }

    // By pages of one row each, until not even one page is left.
    private async Task FillAsync()
    {
        await ExecuteAsync($"CREATE TABLE {Table("filler")} (page text) TABLESPACE small");
        await ExecuteAsync($"ALTER TABLE {Table("filler")} ALTER COLUMN page SET STORAGE PLAIN");
        for (int pages = 256; pages > 0;)
        {
            try
            {
                await ExecuteAsync($"INSERT INTO {Table("filler")} SELECT repeat('x', 7000) FROM generate_series(1, {pages})");
            }
            catch (PostgresException full) when (full.SqlState == PostgresErrorCodes.DiskFull)
            {
                pages /= 4;
            }
        }
    }

    private async Task LeaveTablespaceAsync()
    {
        string[] tables = await ScalarAsync<string[]>(
            $"SELECT coalesce(array_agg(format('%I.%I', schemaname, tablename)), '{{}}') FROM pg_tables WHERE schemaname = '{SchemaName}'");
        foreach (string table in tables)
        {
            await ExecuteAsync($"DROP TABLE {table}");
        }

        await ExecuteAsync("DROP TABLESPACE small");
    }

    private async Task SetReadOnlyAsync(bool isReadOnly)
    {
        await ExecuteAsync($"ALTER SYSTEM {(isReadOnly ? "SET default_transaction_read_only = on" : "RESET default_transaction_read_only")}");
        await ExecuteAsync("SELECT pg_reload_conf()");
    }
}
