using Lakebase.Schema;
using Lakebase.Spark;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.UnitTests.Spark;

public sealed class SourceSchemaReaderTests
{
    [Theory]
    [InlineData("\"boolean\"", "boolean")]
    [InlineData("\"byte\"", "tinyint")]
    [InlineData("\"short\"", "smallint")]
    [InlineData("\"integer\"", "int")]
    [InlineData("\"long\"", "bigint")]
    [InlineData("\"float\"", "float")]
    [InlineData("\"double\"", "double")]
    [InlineData("\"decimal(38,18)\"", "decimal(38,18)")]
    [InlineData("\"string\"", "string")]
    [InlineData("\"string collate UNICODE_CI\"", "string")]
    [InlineData("\"char(3)\"", "string")]
    [InlineData("\"varchar(3)\"", "string")]
    [InlineData("\"binary\"", "binary")]
    [InlineData("\"date\"", "date")]
    [InlineData("\"timestamp\"", "timestamp")]
    [InlineData("\"timestamp_ntz\"", "timestamp_ntz")]
    [InlineData("\"interval day to second\"", "interval day to second")]
    [InlineData("\"interval hour\"", "interval day to second")]
    [InlineData("\"interval year to month\"", "interval year to month")]
    [InlineData("\"interval month\"", "interval year to month")]
    [InlineData("\"time(6)\"", "time")]
    [InlineData("\"variant\"", "variant")]
    [InlineData("\"void\"", "void")]
    [InlineData("{\"type\":\"array\",\"elementType\":\"decimal(10,2)\",\"containsNull\":true}", "array<decimal(10,2)>")]
    [InlineData("{\"type\":\"map\",\"keyType\":\"string\",\"valueType\":\"long\",\"valueContainsNull\":true}", "map<string,bigint>")]
    public void Read_TypeOfSpark_IsTheEnginesType(string json, string expected)
    {
        List<string> problems = [];

        SourceSchema schema = SourceSchemaReader.Read(Schema(json), problems);

        Assert.Equal(expected, Assert.Single(schema.Columns).Type.ToString());
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("\"interval\"", "extract")]
    [InlineData("\"geometry(4326)\"", "ST_AsText(c)")]
    [InlineData("\"geography(4326)\"", "ST_AsText(c)")]
    [InlineData("\"timestamp_ntz(9)\"", "cast(c as timestamp)")]
    [InlineData("{\"type\":\"udt\",\"class\":\"org.example.Point\",\"sqlType\":\"string\"}", "plain columns")]
    [InlineData("\"brandnew\"", "cast(c as string)")]
    public void Read_TypeThatCannotBeCarried_NamesColumnAndWayOut(string json, string wayOut)
    {
        List<string> problems = [];

        SourceSchemaReader.Read(Schema(json), problems);

        string problem = Assert.Single(problems);
        Assert.Contains("'c'", problem, StringComparison.Ordinal);
        Assert.Contains(wayOut, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnknownTypeInsideAnArray_NamesThePath()
    {
        List<string> problems = [];

        SourceSchemaReader.Read(Schema("{\"type\":\"array\",\"elementType\":\"interval\",\"containsNull\":true}"), problems);

        Assert.Contains("'c.element'", Assert.Single(problems), StringComparison.Ordinal);
    }

    private static StructType Schema(string typeJson) =>
        (StructType)DataType.ParseDataType($"{{\"type\":\"struct\",\"fields\":[{{\"name\":\"c\",\"type\":{typeJson},\"nullable\":true,\"metadata\":{{}}}}]}}");
}
