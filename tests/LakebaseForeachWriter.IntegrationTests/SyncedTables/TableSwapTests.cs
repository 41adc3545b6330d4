using Lakebase.SyncedTables;
using Lakebase.SyncedTables.State;
using Lakebase.SyncedTables.Swap;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests.SyncedTables;

public class TableSwapTests(PostgresFixture postgres)
{
    [Fact]
    public async Task RunAsync_FirstAndSecondVersion_ReplacesTheRowsAndSaysSo()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);

        await target.SnapshotAsync("(1, 'a'), (2, 'b')", version: 3);
        await target.SnapshotAsync("(2, 'c')", version: 5);

        Assert.Equal(["2|c"], await target.RowsAsync());
        string name = target.Layout.Target.ToString();
        SyncedTableStatus status = (await target.State.FindAsync(target.Connection, name, CancellationToken.None))!;
        Assert.Equal((5L, "snapshot", "source"), (status.LastVersion, status.LastAction, status.SourceId));
        Assert.True(
            await target.Connection.ScalarAsync<bool>(
                $"SELECT (SELECT xmin FROM pg_class WHERE oid = $1::regclass) = (SELECT xmin FROM {target.State.Metadata.Tables} WHERE target = $2)",
                CancellationToken.None,
                target.Table,
                name),
            "The table and its watermark were written by two transactions.");
    }

    // The key is made last: a standby that has taken over and lacks it may lack rows too.
    [Fact]
    public async Task RunAsync_LoadedTableWithoutItsKey_IsNotSwappedIn()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        await target.SnapshotAsync("(1, 'a')");
        Guid run = await target.BeginAsync();
        (SnapshotTarget inspected, CarriedOver carried) = await target.LoadAsync(run, "(2, 'b')");
        string load = $"{target.State.Metadata.LoadSchemaOf(run)}.{target.Layout.Target.Table}";
        await target.ExecuteAsync($"ALTER TABLE {load} DROP CONSTRAINT {inspected.Old!.PrimaryKeyName}");

        SyncedTableException lost = await Assert.ThrowsAsync<SyncedTableException>(
            () => target.Swap.RunAsync(run, inspected, carried, target.Advance(2), CancellationToken.None).AsTask());

        Assert.True(lost.IsTransient);
        Assert.Equal(["1|a"], await target.RowsAsync());
    }

    [Fact]
    public async Task RunAsync_AnotherRunHasBegun_GivesUp()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        Guid run = await target.BeginAsync();
        (SnapshotTarget inspected, CarriedOver carried) = await target.LoadAsync(run, "(1, 'a')");
        await target.BeginAsync();

        SyncedTableException given = await Assert.ThrowsAsync<SyncedTableException>(
            () => target.Swap.RunAsync(run, inspected, carried, target.Advance(1), CancellationToken.None).AsTask());

        Assert.Contains("another application has begun a run", given.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CREATE INDEX ON {t} (name)")]
    [InlineData("ALTER TABLE {t} ADD COLUMN mine int")]
    [InlineData("CREATE VIEW public.v_{n} AS SELECT name FROM {t}")]
    [InlineData("ALTER TABLE {t} RENAME TO o_{n}; CREATE TABLE {t} (id bigint, name text)")]
    public async Task RunAsync_TargetWasAlteredDuringTheLoad_BeginsAnewInsteadOfLosingThat(string alteration)
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        await target.SnapshotAsync("(1, 'a')");
        Guid run = await target.BeginAsync();
        (SnapshotTarget inspected, CarriedOver carried) = await target.LoadAsync(run, "(2, 'b')");
        await target.ExecuteAsync(alteration.Replace("{n}", target.Layout.Target.Table, StringComparison.Ordinal));

        SyncedTableException altered = await Assert.ThrowsAsync<SyncedTableException>(
            () => target.Swap.RunAsync(run, inspected, carried, target.Advance(2), CancellationToken.None).AsTask());

        Assert.True(altered.IsTransient);
        Assert.Contains("was altered while its new version was being loaded", altered.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ProtectedTarget_CanOnlyBeRead()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres, definition => definition.ProtectTarget = true);
        await target.SnapshotAsync("(1, 'a')");
        string role = $"r{Guid.NewGuid():N}";
        await target.ExecuteAsync($"CREATE ROLE {role}", $"GRANT SELECT, INSERT, UPDATE ON {{t}} TO {role}",
            $"CREATE ROLE {role}_c", $"GRANT SELECT, UPDATE (name) ON {{t}} TO {role}_c");

        await target.SnapshotAsync("(2, 'b')", version: 2);

        string rights = (await target.Connection.ScalarAsync<string>(
            $"SELECT string_agg(has_table_privilege('{role}', '{target.Table}', one)::text, ' ') "
                + "FROM unnest(ARRAY['SELECT', 'INSERT']) one",
            CancellationToken.None))!;
        Assert.Equal("true false", rights);
        Assert.False(await target.Connection.ScalarAsync<bool>(
            $"SELECT has_any_column_privilege('{role}_c', '{target.Table}', 'UPDATE')", CancellationToken.None));
    }
}
