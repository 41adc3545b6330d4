using Lakebase.Schema;

namespace Lakebase.UnitTests.Schema;

public sealed class SchemaMapperTests
{
    private static readonly SourceSchema Flights = new(Sources.Column("id", "bigint"), Sources.Column("Carrier", "string"));

    private static readonly TargetTable Table = Targets.Table(
        new TargetColumn("carrier", Targets.Text), new TargetColumn("id", Targets.Bigint, IsNotNull: true)) with
    {
        UniqueIndexes = [new UniqueIndex("t_pkey", ["id"], IsPrimaryKey: true)],
    };

    [Fact]
    public void Map_ColumnsOfTheTable_AreMappedInSourceOrderWithoutRegardToCase()
    {
        TableMapping mapping = SchemaMapper.Map(Flights, Table, new MappingRequest(["ID"]));

        Assert.Equal(["id", "carrier"], mapping.Columns.Select(column => column.Target.Name));
        Assert.Equal([0], mapping.KeyOrdinals);
        Assert.Equal("t_pkey", mapping.ConflictIndex!.Name);
        Assert.True(mapping.CopiesDirectly);
    }

    [Fact]
    public void Map_SeveralProblems_AreReportedTogether()
    {
        SourceSchema source = new(
            Sources.Column("id", "string"),
            Sources.Column("extra", "int"),
            Sources.Column("made", "int"),
            Sources.Column("flag", "boolean"),
            new SourceColumn("place", SourceType.StructOf(Sources.Column("lat", "double"))));
        TargetTable table = Targets.Table(
            new TargetColumn("id", Targets.Bytea),
            new TargetColumn("made", Targets.Integer, IsGenerated: true),
            new TargetColumn("flag", Targets.Integer),
            new TargetColumn("needed", Targets.Text, IsNotNull: true),
            new TargetColumn("defaulted", Targets.Text, IsNotNull: true, HasDefault: true));

        SchemaMismatchException error = Assert.Throws<SchemaMismatchException>(() => SchemaMapper.Map(source, table, new MappingRequest(["id", "nowhere"])));

        Assert.Equal(8, error.Problems.Count);
        Assert.All(
            (string[])["public.t", "'id'", "'extra'", "ADD COLUMN", "'made'", "'flag'", "'needed'", "'nowhere'", "to_json(place)", "CREATE UNIQUE INDEX"],
            part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("defaulted", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_NamesThatDifferInCaseOnly_TakesTheExactOne()
    {
        TargetTable table = Targets.Table(new TargetColumn("ID", Targets.Text), new TargetColumn("id", Targets.Bigint), new TargetColumn("carrier", Targets.Text));

        TableMapping mapping = SchemaMapper.Map(Flights, table, MappingRequest.WithoutKey);

        Assert.Equal(Targets.Bigint, mapping.Columns[0].Target.Type);
    }

    [Fact]
    public void Map_TwoColumnsIntoOne_IsRefused()
    {
        SourceSchema source = new(Sources.Column("id", "bigint"), Sources.Column("ID", "bigint"));

        SchemaMismatchException error = Assert.Throws<SchemaMismatchException>(
            () => SchemaMapper.Map(source, Targets.Table(new TargetColumn("id", Targets.Bigint)), MappingRequest.WithoutKey));

        Assert.Contains("'id' and 'ID' both go into 'id'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deferrable")]
    [InlineData("partial")]
    [InlineData("expression")]
    [InlineData("wider")]
    public void Map_KeyWithoutUsableIndex_IsRefusedByName(string kind)
    {
        UniqueIndex index = kind switch
        {
            "deferrable" => new UniqueIndex("odd_index", ["id"], IsDeferrable: true),
            "partial" => new UniqueIndex("odd_index", ["id"], Predicate: "active"),
            "expression" => new UniqueIndex("odd_index", ["id"], KeySql: ["lower(id)"]),
            _ => new UniqueIndex("odd_index", ["id", "carrier"]),
        };

        SchemaMismatchException error = Assert.Throws<SchemaMismatchException>(
            () => SchemaMapper.Map(Flights, Table with { UniqueIndexes = [index] }, new MappingRequest(["id"])));

        Assert.Contains("no usable unique key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_CastIsNeeded_NamesTheColumnsType()
    {
        TargetTable table = Targets.Table(new TargetColumn("id", Targets.Bigint), new TargetColumn("carrier", Targets.Inet));

        ColumnMapping column = SchemaMapper.Map(Flights, table, MappingRequest.WithoutKey).Columns[1];

        Assert.Equal(("inet", false, "text"), (column.CastTo, column.CopiesDirectly, column.StagingTypeName));
    }

    [Fact]
    public void CreateTable_SchemaWithKey_QuotesNamesAndMakesThePrimaryKey()
    {
        string sql = TableDefinition.CreateTable(Flights, QualifiedName.Parse("public.flights"), ["ID"]);

        Assert.Equal(
            "CREATE TABLE IF NOT EXISTS \"public\".\"flights\" (\n    \"id\" bigint NOT NULL,\n    \"Carrier\" text,\n    PRIMARY KEY (\"id\")\n)",
            sql);
    }

    [Fact]
    public void FindProblems_ComplexTypes_NamesPathAndWayOut()
    {
        SourceType place = SourceType.StructOf(Sources.Column("lat", "double"));
        SourceSchema source = new(
            new SourceColumn("place", place),
            new SourceColumn("tags", SourceType.MapOf(Sources.Type("string"), Sources.Type("string"))),
            new SourceColumn("stops", SourceType.ArrayOf(place)));

        IReadOnlyList<string> problems = SourceProblems.Find(source, []);

        Assert.Equal(3, problems.Count);
        Assert.Contains("place.lat", problems[0], StringComparison.Ordinal);
        Assert.Contains("to_json(tags)", problems[1], StringComparison.Ordinal);
        Assert.Contains("'stops.element'", problems[2], StringComparison.Ordinal);
        Assert.Contains("to_json(stops)", problems[2], StringComparison.Ordinal);
        Assert.All(problems, problem => Assert.Contains("ComplexTypes = Json", problem, StringComparison.Ordinal));
    }

    [Fact]
    public void FindProblems_ComplexTypesAsJson_RefusesOnlyWhatJsonWouldLose()
    {
        SourceType twins = SourceType.StructOf(Sources.Column("a", "int"), Sources.Column("A", "int"), Sources.Column("a", "int"));
        SourceSchema source = new(
            new SourceColumn("place", Sources.Type("struct<lat:double>")),
            new SourceColumn("twins", SourceType.ArrayOf(SourceType.MapOf(Sources.Type("string"), twins))));

        IReadOnlyList<string> problems = SourceProblems.Find(source, ["place"], ComplexTypeHandling.Json);

        Assert.Equal(2, problems.Count);
        Assert.Contains("'twins.element.value' has two fields 'a'", problems[0], StringComparison.Ordinal);
        Assert.Contains("Key column 'place'", problems[1], StringComparison.Ordinal);
    }
}
