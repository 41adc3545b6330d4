using Lakebase.SyncedTables;
using Lakebase.SyncedTables.Apply;
using Lakebase.SyncedTables.Layout;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.UnitTests.SyncedTables;

public class ColumnEvolutionTests
{
    [Fact]
    public void Between_AddedColumns_NamesThem()
    {
        ColumnEvolution evolution = ColumnEvolution.Between(Layout(new LongType()), Layout(new LongType(), new StringType()));

        Assert.Null(evolution.Problem);
        Assert.Equal(["c1"], evolution.Added.Select(column => column.Name));
    }

    [Fact]
    public void Between_ChangeInsideOfJson_IsNone()
    {
        StructType before = new([new StructField("a", new LongType())]);
        StructType after = new([new StructField("a", new StringType()), new StructField("b", new LongType())]);

        Assert.Equal(([], null), Deconstruct(ColumnEvolution.Between(Layout(before), Layout(after))));
    }

    [Fact]
    public void Between_DroppedOrRetypedColumn_SaysWhich()
    {
        Assert.Equal(
            "column 'c1' was dropped from the source, or renamed",
            ColumnEvolution.Between(Layout(new LongType(), new LongType()), Layout(new LongType())).Problem);
        Assert.Equal("column 'c0' was int and is bigint now", ColumnEvolution.Between(Layout(new IntegerType()), Layout(new LongType())).Problem);
    }

    private static (string[] Added, string? Problem) Deconstruct(ColumnEvolution evolution) =>
        ([.. evolution.Added.Select(column => column.Name)], evolution.Problem);

    private static TargetLayout Layout(params DataType[] types) => TargetLayout.Create(
        new SyncedTableDefinition { SourcePath = "/t", Target = "t", PrimaryKeyColumns = ["id"] },
        new StructType([new StructField("id", new LongType()), .. types.Select((type, i) => new StructField($"c{i}", type))]));
}
