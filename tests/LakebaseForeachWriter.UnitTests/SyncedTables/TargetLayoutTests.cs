using Lakebase.Schema;
using Lakebase.SyncedTables;
using Lakebase.SyncedTables.Layout;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.UnitTests.SyncedTables;

public class TargetLayoutTests
{
    [Theory]
    [InlineData("long", "bigint")]
    [InlineData("binary", "bytea")]
    [InlineData("boolean", "boolean")]
    [InlineData("date", "date")]
    [InlineData("decimal(38,18)", "numeric(38,18)")]
    [InlineData("double", "double precision")]
    [InlineData("float", "real")]
    [InlineData("integer", "integer")]
    [InlineData("interval day to second", "interval")]
    [InlineData("interval year to month", "interval")]
    [InlineData("short", "smallint")]
    [InlineData("string", "text")]
    [InlineData("timestamp", "timestamp with time zone")]
    [InlineData("timestamp_ntz", "timestamp without time zone")]
    [InlineData("byte", "smallint")]
    public void Create_ScalarColumn_HasTheServicesType(string sparkType, string pgType) =>
        Assert.Equal(pgType, Layout($"\"{sparkType}\"").Columns[1].ColumnType);

    [Theory]
    [InlineData("""{"type":"array","elementType":"integer","containsNull":true}""")]
    [InlineData("""{"type":"map","keyType":"string","valueType":{"type":"array","elementType":"double","containsNull":true},"valueContainsNull":true}""")]
    [InlineData("""{"type":"struct","fields":[{"name":"a","type":"decimal(38,2)","nullable":true,"metadata":{}}]}""")]
    public void Create_NestedColumn_IsJsonb(string sparkType) => Assert.Equal("jsonb", Layout(sparkType).Columns[1].ColumnType);

    [Theory]
    [InlineData("\"geometry(4326)\"")]
    [InlineData("\"geography(4326)\"")]
    [InlineData("\"object\"")]
    [InlineData("\"variant\"")]
    [InlineData("""{"type":"array","elementType":"variant","containsNull":true}""")]
    public void Create_RefusedType_NamesTheColumn(string sparkType)
    {
        string problem = Assert.Single(Assert.Throws<SyncedTableDefinitionException>(() => Layout(sparkType)).Problems);

        Assert.Contains("'v", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_VariantAsJson_IsJsonb() => Assert.Equal("jsonb", Layout("\"variant\"", d => d.VariantAsJson = true).Columns[1].ColumnType);

    [Fact]
    public void Create_Overrides_TakeTheirTypes()
    {
        TargetLayout text = Layout("\"string\"", d => d.TypeOverrides.Add(new() { ColumnName = "v", PgType = PgSpecificType.Varchar, Size = 20 }));
        TargetLayout vector = Layout(
            """{"type":"array","elementType":"float","containsNull":true}""",
            d => d.TypeOverrides.Add(new() { ColumnName = "v", PgType = PgSpecificType.Halfvec, Size = 3 }));

        Assert.Equal(("varchar(20)", null), (text.Columns[1].ColumnType, text.Columns[1].LoadType));
        Assert.Equal(("halfvec(3)", "text"), (vector.Columns[1].ColumnType, vector.Columns[1].LoadType));
        Assert.Equal(
            """ALTER TABLE "s"."t" ALTER COLUMN "v" TYPE halfvec(3) USING "v"::halfvec(3)""",
            TargetSql.CastColumns(vector, QualifiedName.Of("s", "t")));
    }

    [Fact]
    public void Create_NamesThatDoNotExist_AreAllListed()
    {
        SyncedTableDefinitionException refused = Assert.Throws<SyncedTableDefinitionException>(() => Layout("\"integer\"", d =>
        {
            d.PrimaryKeyColumns = ["nokey"];
            d.TimeseriesKey = "notime";
            d.TypeOverrides.Add(new() { ColumnName = "nocolumn", PgType = PgSpecificType.Varchar, Size = 1 });
            d.TypeOverrides.Add(new() { ColumnName = "v", PgType = PgSpecificType.Varchar, Size = 1 });
            d.ExtraColumns.Add(new() { ColumnName = "V", ColumnType = "int", Compute = "1" });
        }));

        Assert.Equal(5, refused.Problems.Count);
    }

    [Fact]
    public void CreateTable_KeysExtraColumnsAndIndexes_AreSql()
    {
        TargetLayout layout = Layout("\"string\"", d =>
        {
            d.ExtraColumns.Add(new() { ColumnName = "n", ColumnType = "int", Compute = "length(v)" });
            d.ExtraColumns.Add(new() { ColumnName = "at", ColumnType = "timestamptz", Compute = "now()", Maintenance = ExtraColumnMaintenance.DefaultValue });
        });
        QualifiedName table = QualifiedName.Of("s", "t");

        Assert.Equal(
            """
            CREATE TABLE "s"."t" (
                "id" bigint,
                "v" text,
                "n" int GENERATED ALWAYS AS (length(v)) STORED,
                "at" timestamptz DEFAULT (now())
            )
            """,
            TargetSql.CreateTable(layout, table));
        Assert.Equal("""ALTER TABLE "s"."t" ADD PRIMARY KEY ("id")""", TargetSql.AddPrimaryKey(layout, table));
        Assert.Equal(
            """CREATE UNIQUE INDEX "i" ON "s"."t" (v)""",
            TargetSql.CreateIndex(new() { Name = "i", Definition = "(v)", Unique = true }, table));
    }

    private static TargetLayout Layout(string valueType, Action<SyncedTableDefinition>? change = null)
    {
        SyncedTableDefinition definition = new() { SourcePath = "/t", Target = "t", PrimaryKeyColumns = ["id"] };
        change?.Invoke(definition);
        string json = $$"""
            {"type":"struct","fields":[
                {"name":"id","type":"long","nullable":true,"metadata":{} },
                {"name":"v","type":{{valueType}},"nullable":true,"metadata":{} }
            ]}
            """;
        return TargetLayout.Create(definition, (StructType)DataType.ParseDataType(json));
    }
}
