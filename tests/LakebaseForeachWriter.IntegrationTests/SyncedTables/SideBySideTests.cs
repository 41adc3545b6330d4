using System.Collections.Concurrent;
using Lakebase.SyncedTables;
using Lakebase.SyncedTables.State;
using Lakebase.TestSupport;
using Npgsql;

namespace Lakebase.IntegrationTests.SyncedTables;

public class SideBySideTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_ConnectionToSpare_RunsTwoStepsAtTheSameTime()
    {
        await using TargetDatabase database = await DatabaseAsync(connections: 3);
        await using DriverConnection own = await database.OpenAsync(Cancellation);
        TaskCompletionSource first = new();
        TaskCompletionSource second = new();
        ConcurrentBag<int> sessions = [];

        // Each waits for the other one.
        await new SideBySide(database).RunAsync(
            own.Connection,
            [
                (session, token) => MeetAsync(session, sessions, first, second, token),
                (session, token) => MeetAsync(session, sessions, second, first, token),
                (_, _) => ValueTask.CompletedTask,
            ],
            Cancellation).AsTask().WaitAsync(Deadline, Cancellation);

        Assert.Equal(2, sessions.Distinct().Count());
    }

    [Fact]
    public async Task RunAsync_NoConnectionToSpare_RunsAllInOrderOverTheOneThatThereIs()
    {
        // The last one that is free is left to others.
        await using TargetDatabase database = await DatabaseAsync(connections: 2);
        await using DriverConnection own = await database.OpenAsync(Cancellation);
        List<string> ran = [];

        await new SideBySide(database).RunAsync(
            own.Connection, [Step("a", own.Connection, ran), Step("b", own.Connection, ran), Step("c", own.Connection, ran)], Cancellation);

        Assert.Equal(["a", "b", "c"], ran);
        await using DriverConnection others = await database.OpenAsync(Cancellation).AsTask().WaitAsync(Deadline, Cancellation);
    }

    [Fact]
    public async Task RunAsync_StepFails_CancelsTheOthersAndThrowsItsError()
    {
        await using TargetDatabase database = await DatabaseAsync(connections: 3);
        await using DriverConnection own = await database.OpenAsync(Cancellation);
        bool hasRunTheLast = false;

        PostgresException error = await Assert.ThrowsAsync<PostgresException>(() => new SideBySide(database).RunAsync(
            own.Connection,
            [
                async (session, token) =>
                {
                    // A cancellation that comes before the server has begun the statement is lost, and swaps of other tests wait for it.
                    await session.ExecuteAsync("SET statement_timeout = '5s'", token);
                    await session.ExecuteAsync("SELECT pg_sleep(60)", token);
                },
                async (session, token) => await session.ExecuteAsync("SELECT 1 / 0", token),
                (_, _) =>
                {
                    hasRunTheLast = true;
                    return ValueTask.CompletedTask;
                },
            ],
            Cancellation).AsTask().WaitAsync(Deadline, Cancellation));

        Assert.Equal(PostgresErrorCodes.DivisionByZero, error.SqlState);
        Assert.False(hasRunTheLast);
        Assert.Equal(1, await own.Connection.ScalarAsync<int>("SELECT 1", Cancellation));
    }

    private static async ValueTask MeetAsync(
        NpgsqlConnection session,
        ConcurrentBag<int> sessions,
        TaskCompletionSource mine,
        TaskCompletionSource theirs,
        CancellationToken token)
    {
        sessions.Add(await session.ScalarAsync<int>("SELECT pg_backend_pid()", token));
        mine.SetResult();
        await theirs.Task.WaitAsync(Deadline, token);
    }

    private static Func<NpgsqlConnection, CancellationToken, ValueTask> Step(string name, NpgsqlConnection expected, List<string> ran) =>
        async (session, token) =>
        {
            Assert.Same(expected, session);
            await session.ExecuteAsync("SELECT 1", token);
            ran.Add(name);
        };

    private async Task<TargetDatabase> DatabaseAsync(int connections) => new(
        new LakebaseWriterOptions { ConnectionString = await postgres.GetConnectionStringAsync(), MaxConnections = connections },
        TimeProvider.System);
}
