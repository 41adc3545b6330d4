using Lakebase.SyncedTables.State;
using Lakebase.TestSupport;
using Npgsql;

namespace Lakebase.IntegrationTests.SyncedTables;

/// <summary>A table that somebody reads in a long transaction while somebody else wants to change its definition.</summary>
internal static class LockedTable
{
    /// <summary>Fails unless the change asks for its lock several times, and others can read the table all the while.</summary>
    public static async Task AssertOthersReadAsync(PostgresFixture postgres, string table, Task change)
    {
        await using NpgsqlConnection other = await postgres.ConnectAsync();
        await other.ExecuteAsync("SET statement_timeout = '1s'", CancellationToken.None);
        HashSet<DateTime> tries = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                tries.UnionWith(await other.QueryAsync(
                    $"SELECT xact_start FROM pg_stat_activity JOIN pg_locks USING (pid) WHERE NOT granted AND relation = '{table}'::regclass",
                    row => row.GetDateTime(0),
                    CancellationToken.None));
                await other.ScalarAsync<long>($"SELECT count(*) FROM {table}", CancellationToken.None);
                return tries.Count >= 3 || change.IsCompleted;
            },
            TimeSpan.FromSeconds(20),
            () => $"it was tried {tries.Count} times",
            TestContext.Current.CancellationToken);
        Assert.False(change.IsCompleted, $"{change.Exception}");
    }
}
