using Lakebase.Schema;
using Lakebase.SyncedTables;
using Lakebase.SyncedTables.Swap;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests.SyncedTables;

public class SnapshotTargetTests(PostgresFixture postgres)
{
    [Fact]
    public async Task InspectAsync_DependantsOfEveryKind_AreListedAndTheRestIsNot()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        await target.SnapshotAsync("(1, 'a')");
        string name = target.Layout.Target.Table;
        await target.ExecuteAsync(
            "ALTER TABLE {t} ADD COLUMN computed text GENERATED ALWAYS AS (upper(name)) STORED",
            $"CREATE VIEW public.v_{name} AS SELECT name FROM {{t}}",
            $"CREATE TABLE public.f_{name} (id bigint REFERENCES {{t}})",
            $"CREATE TABLE public.r_{name} (whole {{t}})",
            $"CREATE PUBLICATION p_{name} FOR TABLE {{t}}",
            "ALTER TABLE {t} ADD COLUMN mine int",
            "CREATE RULE r AS ON DELETE TO {t} WHERE OLD.id = -1 DO ALSO SELECT OLD.id",
            "CREATE POLICY p ON {t} USING (id IN (SELECT id FROM {t}))",
            "CREATE INDEX ON {t} (upper(name))");

        SnapshotTarget inspected = await SnapshotTarget.InspectAsync(
            target.Connection, target.Layout, isOurs: true, CancellationToken.None);

        string all = string.Join("; ", inspected.Obstacles);
        Assert.Equal(6, inspected.Obstacles.Count);
        string[] parts = [$"view v_{name}", $"f_{name}", $"column whole of table r_{name}", $"publication p_{name}", "column 'mine'", "column 'computed'"];
        foreach (string part in parts)
        {
            Assert.Contains(part, all, StringComparison.Ordinal);
        }

        target.Definition.Dependants = DependantHandling.Refuse;
        SyncedTableException refused = await Assert.ThrowsAsync<SyncedTableException>(
            () => SnapshotTarget.InspectAsync(target.Connection, target.Layout, isOurs: true, CancellationToken.None).AsTask());
        Assert.Contains($"view v_{name} depends on it", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InspectAsync_TableOfSomebodyElse_IsRefused()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        await target.ExecuteAsync("CREATE TABLE {t} (id int)");

        SyncedTableException refused = await Assert.ThrowsAsync<SyncedTableException>(() => target.SnapshotAsync("(1, 'a')"));

        Assert.Contains("which no synced table has made", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InspectAsync_SchemaThatCannotTakeTheTable_IsRefusedBeforeAnythingIsLoaded()
    {
        string schema = $"s{Guid.NewGuid():N}";
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres, definition => definition.Target = $"{schema}.t");
        SyncedTableException missing = await Assert.ThrowsAsync<SyncedTableException>(() => target.SnapshotAsync("(1, 'a')"));
        string role = $"r{Guid.NewGuid():N}";
        await target.ExecuteAsync($"CREATE SCHEMA {schema}", $"CREATE ROLE {role}", $"SET ROLE {role}");

        SyncedTableException refused = await Assert.ThrowsAsync<SyncedTableException>(
            () => SnapshotTarget.InspectAsync(target.Connection, target.Layout, isOurs: false, CancellationToken.None).AsTask());

        Assert.EndsWith($"there is no schema '{schema}'. Run once: CREATE SCHEMA \"{schema}\"", missing.Message, StringComparison.Ordinal);
        Assert.Contains($"the role {role} may create nothing in schema '{schema}'", refused.Message, StringComparison.Ordinal);
        await target.ExecuteAsync("RESET ROLE", $"GRANT CREATE ON SCHEMA {schema} TO {role}");
        await target.SnapshotAsync("(1, 'a')");
    }

    // As TableSwapTests has it for the swap.
    [Theory]
    [InlineData("DROP TABLE {l}")]
    [InlineData("ALTER TABLE {l} DROP CONSTRAINT {k}")]
    public async Task ThrowIfAnotherTableAsync_LoadedTableIsLostOrLacksItsKey_SaysThatTheRunBeginsAnew(string loss)
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        await target.SnapshotAsync("(1, 'a')");
        Guid run = await target.BeginAsync();
        (SnapshotTarget inspected, _) = await target.LoadAsync(run, "(2, 'b')");
        QualifiedName load = QualifiedName.Of(target.State.Metadata.LoadSchemaOf(run), target.Layout.Target.Table);
        await inspected.ThrowIfAnotherTableAsync(target.Connection, target.Layout, load, CancellationToken.None);
        await target.ExecuteAsync(loss.Replace("{l}", load.ToSql(), StringComparison.Ordinal)
            .Replace("{k}", inspected.Old!.PrimaryKeyName, StringComparison.Ordinal));

        SyncedTableException lost = await Assert.ThrowsAsync<SyncedTableException>(
            () => inspected.ThrowIfAnotherTableAsync(target.Connection, target.Layout, load, CancellationToken.None).AsTask());

        Assert.True(lost.IsTransient);
    }
}
