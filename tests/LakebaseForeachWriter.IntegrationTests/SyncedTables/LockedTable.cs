using Lakebase.SyncedTables.State;
using Lakebase.TestSupport;
using Npgsql;

namespace Lakebase.IntegrationTests.SyncedTables;

/// <summary>A table that somebody reads in a long transaction while somebody else wants to change its definition.</summary>
internal sealed class LockedTable : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly PostgresFixture _postgres;
    private readonly string _table;
    private readonly NpgsqlConnection _holder;

    private LockedTable(PostgresFixture postgres, string table, NpgsqlConnection holder) =>
        (_postgres, _table, _holder) = (postgres, table, holder);

    /// <summary>Locks it as a query does, without a snapshot.</summary>
    public static async Task<LockedTable> HoldAsync(PostgresFixture postgres, string table)
    {
        NpgsqlConnection holder = await postgres.ConnectAsync();
        await holder.ExecuteAsync("BEGIN", CancellationToken.None);
        await holder.ExecuteAsync($"LOCK TABLE {table} IN ACCESS SHARE MODE", CancellationToken.None);
        return new LockedTable(postgres, table, holder);
    }

    /// <summary>Fails unless the change asks for its lock several times, and others can read the table all the while. Then the reader ends,
    /// and the change must.</summary>
    public async Task AssertOthersReadUntilReleasedAsync(Task change)
    {
        await using NpgsqlConnection other = await _postgres.ConnectAsync();
        await other.ExecuteAsync("SET statement_timeout = '1s'", CancellationToken.None);
        HashSet<DateTime> tries = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                tries.UnionWith(await other.QueryAsync(
                    $"SELECT xact_start FROM pg_stat_activity JOIN pg_locks USING (pid) WHERE NOT granted AND relation = '{_table}'::regclass",
                    row => row.GetDateTime(0),
                    CancellationToken.None));
                await other.ScalarAsync<long>($"SELECT count(*) FROM {_table}", CancellationToken.None);
                return tries.Count >= 3 || change.IsCompleted;
            },
            Deadline,
            () => $"it was tried {tries.Count} times",
            TestContext.Current.CancellationToken);
        Assert.False(change.IsCompleted, $"{change.Exception}");
        await _holder.ExecuteAsync("COMMIT", CancellationToken.None);
        await change.WaitAsync(Deadline, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _holder.DisposeAsync();
}
