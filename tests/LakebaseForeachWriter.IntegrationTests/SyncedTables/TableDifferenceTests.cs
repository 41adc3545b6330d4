using Lakebase.Schema;
using Lakebase.SyncedTables.Apply;
using Lakebase.SyncedTables.State;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests.SyncedTables;

/// <summary>Targets that cannot be replaced get the difference to the new version.</summary>
public class TableDifferenceTests(PostgresFixture postgres)
{
    [Fact]
    public async Task ApplyAsync_RowsOfEveryKind_TouchesOnlyThoseThatDiffer()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        await target.SnapshotAsync("(1, 'same'), (2, NULL), (3, 'changed'), (4, 'to null'), (5, NULL), (6, 'gone')");
        await target.ExecuteAsync($"CREATE VIEW public.v_{target.Layout.Target.Table} AS SELECT * FROM {{t}}");
        QualifiedName loaded = QualifiedName.Of("public", $"loaded_{target.Layout.Target.Table}");
        await target.ExecuteAsync(
            $"CREATE TABLE {loaded.ToSql()} (id bigint PRIMARY KEY, name text)",
            $"INSERT INTO {loaded.ToSql()} VALUES (1, 'same'), (2, NULL), (3, 'new'), (4, NULL), (5, 'from null'), (7, 'inserted')");
        List<string> untouched = await PlacesAsync(target);

        (long deleted, long updated, long inserted) = await TableDifference.ApplyAsync(
            target.Connection, target.Layout, loaded, CancellationToken.None);

        Assert.Equal((1L, 3L, 1L), (deleted, updated, inserted));
        Assert.Equal(["1|same", "2", "3|new", "4", "5|from null", "7|inserted"], await target.RowsAsync());
        Assert.Equal(untouched, await PlacesAsync(target));
    }

    // Where the rows lie that are the same in both versions: an update would move them.
    private static async Task<List<string>> PlacesAsync(SyncedTarget target) => await target.Connection.QueryAsync(
        $"SELECT id || ' at ' || ctid FROM {target.Table} WHERE id IN (1, 2) ORDER BY 1", row => row.GetString(0), CancellationToken.None);
}
