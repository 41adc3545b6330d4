using Lakebase.Schema;
using Lakebase.SyncedTables;
using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.Snapshot;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.UnitTests.SyncedTables;

public class SnapshotSqlTests
{
    private static readonly QualifiedName Table = QualifiedName.Of("s", "t");

    [Fact]
    public void CanonicalText_BothSides_HaveWholeNumbersFirstAndTheOthersInOrder()
    {
        TargetLayout layout = Layout(("name", "string"), ("id", "long"), ("blob", "binary"), ("day", "date"));

        Assert.Equal(
            "concat_ws(';', array_join(CAST(array(CAST(`id` AS BIGINT), CAST(unix_date(`day`) AS BIGINT)) AS ARRAY<STRING>), ';', 'N'), "
            + "coalesce(concat(octet_length(`name`), ':', `name`), 'N'), coalesce(lower(hex(`blob`)), 'N'))",
            CanonicalText.InSpark(layout.Columns, InvalidValueHandling.Fail));
        Assert.Equal(
            "concat_ws(';', array_to_string(ARRAY[\"id\"::bigint, "
            + "(CASE WHEN isfinite(\"day\") THEN \"day\" - date '1970-01-01' END)::bigint], ';', 'N'), "
            + "coalesce(octet_length(\"name\") || ':' || \"name\", 'N'), coalesce(encode(\"blob\", 'hex'), 'N'))",
            CanonicalText.InPostgres(layout.Columns));
    }

    [Fact]
    public void CanonicalText_NoWholeNumber_BeginsWithTheOthers()
    {
        TargetLayout layout = Layout(("id", "string"));

        Assert.Equal(
            "concat_ws(';', coalesce(concat(octet_length(`id`), ':', `id`), 'N'))",
            CanonicalText.InSpark(layout.Columns, InvalidValueHandling.Fail));
        Assert.Equal(
            "concat_ws(';', coalesce(octet_length(\"id\") || ':' || \"id\", 'N'))", CanonicalText.InPostgres(layout.Columns));
    }

    [Fact]
    public void CreateKeyIndex_ThenItsConstraint_MakeThePrimaryKeyOfTheName()
    {
        TargetLayout layout = Layout(("id", "long"), ("name", "string"));

        Assert.Equal("""CREATE UNIQUE INDEX "k" ON "s"."t" ("id")""", TargetSql.CreateKeyIndex(layout, Table, "k"));
        Assert.Equal(
            "ALTER TABLE \"s\".\"t\" ADD CONSTRAINT \"k\" PRIMARY KEY USING INDEX \"k\"", TargetSql.AddPrimaryKeyOfIndex(Table, "k"));
    }

    [Theory]
    [InlineData("t", "t_pkey")]
    [InlineData(
        "a23456789012345678901234567890123456789012345678901234567890123",
        "a234567890123456789012345678901234567890123456789012345678_pkey")]
    public void DefaultKeyName_AnyTable_IsPostgreSqlsOwn(string table, string key) =>
        Assert.Equal(key, TargetSql.DefaultKeyName(QualifiedName.Of("s", table)));

    private static TargetLayout Layout(params (string Name, string Type)[] columns)
    {
        SyncedTableDefinition definition = new() { SourcePath = "/t", Target = "t", PrimaryKeyColumns = ["id"] };
        IEnumerable<string> fields = columns.Select(column =>
            $$"""{"name":"{{column.Name}}","type":"{{column.Type}}","nullable":true,"metadata":{} }""");
        return TargetLayout.Create(
            definition, (StructType)DataType.ParseDataType($$"""{"type":"struct","fields":[{{string.Join(',', fields)}}]}"""));
    }
}
