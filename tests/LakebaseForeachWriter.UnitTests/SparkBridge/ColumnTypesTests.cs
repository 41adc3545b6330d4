using Microsoft.Spark.Sql.Streaming;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.UnitTests.SparkBridge;

public class ColumnTypesTests
{
    [Fact]
    public void Check_EverythingThatCanBeCarried_Passes() => ColumnTypes.Check(new StructType(
    [
        new StructField("a", new ArrayType(new StructType([new StructField("b", new MapType(new StringType(), new DecimalType(38, 2)))]))),
        new StructField("v", new VariantType()),
        new StructField("t", new TimestampNTZType()),
        new StructField("n", new NullType()),
    ]));

    [Fact]
    public void Check_NestedInterval_NamesItsPathAndACast()
    {
        var type = new StructType([new StructField("a", new ArrayType(new StructType([new StructField("i", new CalendarIntervalType())])))]);
        var e = Assert.Throws<ArgumentException>(() => ColumnTypes.Check(type));
        Assert.Contains("a[].i (calendar interval): CAST(a[].i AS STRING)", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("geometry(4326)", "ST_AsText")]
    [InlineData("timestamp_ltz(9)", "CAST(g AS TIMESTAMP)")]
    [InlineData("hologram", "to_json")]
    public void Check_UnknownType_NamesTheSqlThatHelps(string name, string advice)
    {
        var type = DataType.ParseDataType($$$"""{"type":"struct","fields":[{"name":"g","type":"{{{name}}}","nullable":true,"metadata":{}}]}""");
        var e = Assert.Throws<ArgumentException>(() => ColumnTypes.Check((StructType)type));
        Assert.Contains(advice, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_SeveralProblems_ListsThemAll()
    {
        var type = new StructType([new StructField("x", new CalendarIntervalType()), new StructField("y", new CalendarIntervalType())]);
        var e = Assert.Throws<ArgumentException>(() => ColumnTypes.Check(type));
        Assert.Contains("x (", e.Message, StringComparison.Ordinal);
        Assert.Contains("y (", e.Message, StringComparison.Ordinal);
    }
}
