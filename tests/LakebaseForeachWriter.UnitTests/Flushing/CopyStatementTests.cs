using Lakebase.Flushing;
using Lakebase.Schema;

namespace Lakebase.UnitTests.Flushing;

public sealed class CopyStatementTests
{
    [Fact]
    public void Into_ReadableTable_AssertsEachColumnsType() =>
        Assert.Equal(
            """COPY "s"."t" ("id", "Odd ""name", "tags") FROM STDIN (FORMAT BINARY) WHERE true """
            + """OR ARRAY["id"] OPERATOR(pg_catalog.&&) NULL::bigint[] OR ARRAY["Odd ""name"] OPERATOR(pg_catalog.&&) NULL::s.mood[] """
            + """OR "tags" OPERATOR(pg_catalog.&&) NULL::text[]""",
            CopyStatement.Into(Mapping(isReadable: true)).Sql);

    [Fact]
    public void Into_TableThatMayNotBeRead_NamesTableAndColumnsOnly()
    {
        CopyStatement copy = CopyStatement.Into(Mapping(isReadable: false));

        Assert.Equal(("""COPY "s"."t" ("id", "Odd ""name", "tags") FROM STDIN (FORMAT BINARY)""", false), (copy.Sql, copy.AssertsTypes));
    }

    private static TableMapping Mapping(bool isReadable)
    {
        ColumnMapping[] columns =
        [
            Column("id", SourceTypeKind.Long, WireType.Bigint, TargetTypeKind.Base, "bigint"),
            Column("Odd \"name", SourceTypeKind.String, WireType.Text, TargetTypeKind.Enum, "s.mood"),
            Column("tags", SourceTypeKind.String, WireType.Text, TargetTypeKind.Array, "text[]"),
        ];
        TargetTable table = new(QualifiedName.Of("s", "t"), [.. columns.Select(column => column.Target)], []) { IsReadable = isReadable };
        return new TableMapping(table, columns, []);
    }

    private static ColumnMapping Column(string name, SourceTypeKind source, WireType wire, TargetTypeKind kind, string type) => new(
        0, new SourceColumn(name, SourceType.Of(source)), new TargetColumn(name, new TargetType(1, type, kind)), wire);
}
