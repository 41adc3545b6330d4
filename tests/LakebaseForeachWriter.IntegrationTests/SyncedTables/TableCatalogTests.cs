using Lakebase.SyncedTables;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests.SyncedTables;

public class TableCatalogTests(PostgresFixture postgres)
{
    [Fact]
    public async Task DeleteAsync_TableThatNoRunHasMade_Stays()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        await target.ExecuteAsync("CREATE TABLE {t} (id bigint, name text)", "INSERT INTO {t} VALUES (1, 'mine')");
        await using SyncedTableEngine engine = new(
            new LakebaseWriterOptions { ConnectionString = await postgres.GetConnectionStringAsync() },
            new SyncedTablesOptions { MetadataSchema = target.State.Metadata.Schema });

        Assert.True(await engine.DeleteAsync(target.Definition.Target, dropTable: true, TestContext.Current.CancellationToken));

        Assert.Equal(["1|mine"], await target.RowsAsync());
        Assert.Null(await engine.FindAsync(target.Definition.Target, TestContext.Current.CancellationToken));
    }
}
