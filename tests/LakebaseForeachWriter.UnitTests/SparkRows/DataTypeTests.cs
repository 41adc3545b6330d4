using Microsoft.Spark.Sql.Types;
using Newtonsoft.Json.Linq;

namespace Lakebase.UnitTests.SparkRows;

public class DataTypeTests
{
    /// <summary>Schemas as Spark 4.3.0 wrote them.</summary>
    public static TheoryData<string> SchemasOfSpark => new(
        """{"type":"struct","fields":[{"name":"b","type":"byte","nullable":false,"metadata":{}},{"name":"sh","type":"short","nullable":false,"metadata":{}},{"name":"i","type":"integer","nullable":false,"metadata":{}},{"name":"l","type":"long","nullable":false,"metadata":{}},{"name":"f","type":"float","nullable":false,"metadata":{}},{"name":"d","type":"double","nullable":false,"metadata":{}},{"name":"dec","type":"decimal(2,1)","nullable":false,"metadata":{}},{"name":"bo","type":"boolean","nullable":false,"metadata":{}},{"name":"s","type":"string","nullable":false,"metadata":{}},{"name":"bin","type":"binary","nullable":false,"metadata":{}},{"name":"dt","type":"date","nullable":false,"metadata":{}},{"name":"ts","type":"timestamp","nullable":false,"metadata":{}},{"name":"n","type":"void","nullable":true,"metadata":{}}]}""",
        """{"type":"struct","fields":[{"name":"ym","type":"interval month","nullable":false,"metadata":{}},{"name":"y","type":"interval year","nullable":false,"metadata":{}},{"name":"y2m","type":"interval year to month","nullable":false,"metadata":{}},{"name":"d","type":"interval day","nullable":false,"metadata":{}},{"name":"ds","type":"interval day to second","nullable":false,"metadata":{}},{"name":"h","type":"interval hour","nullable":false,"metadata":{}},{"name":"ms","type":"interval minute to second","nullable":false,"metadata":{}},{"name":"cal","type":"interval","nullable":false,"metadata":{}},{"name":"ntz","type":"timestamp_ntz","nullable":false,"metadata":{}},{"name":"t","type":"time(6)","nullable":false,"metadata":{}},{"name":"v","type":"variant","nullable":false,"metadata":{}}]}""",
        """{"type":"struct","fields":[{"name":"a","type":{"type":"array","elementType":"integer","containsNull":true},"nullable":false,"metadata":{}},{"name":"m","type":{"type":"map","keyType":"string","valueType":"integer","valueContainsNull":false},"nullable":false,"metadata":{}},{"name":"st","type":{"type":"struct","fields":[{"name":"x","type":"integer","nullable":false,"metadata":{}},{"name":"y","type":{"type":"array","elementType":"string","containsNull":false},"nullable":false,"metadata":{}}]},"nullable":false,"metadata":{}}]}""",
        """{"type":"struct","fields":[{"name":"c","type":"string","nullable":false,"metadata":{"__COLLATIONS":{"c":"spark.UTF8_LCASE"}}},{"name":"ac","type":{"type":"array","elementType":"string","containsNull":false},"nullable":false,"metadata":{"__COLLATIONS":{"ac.element":"icu.UNICODE_CI"}}},{"name":"mc","type":{"type":"map","keyType":"string","valueType":"string","valueContainsNull":false},"nullable":false,"metadata":{"__COLLATIONS":{"mc.value":"spark.UTF8_LCASE","mc.key":"icu.UNICODE_CI"}}},{"name":"sc","type":{"type":"struct","fields":[{"name":"z","type":"string","nullable":false,"metadata":{"__COLLATIONS":{"z":"icu.UNICODE"}}}]},"nullable":false,"metadata":{}}]}""",
        """{"type":"struct","fields":[{"name":"c","type":"string","nullable":true,"metadata":{"__CHAR_VARCHAR_TYPE_STRING":"char(3)"}},{"name":"v","type":"string","nullable":true,"metadata":{"comment":"2020-01-01T00:00:00Z","max":9223372036854775807,"__CHAR_VARCHAR_TYPE_STRING":"varchar(5)"}}]}""",
        """{"type":"struct","fields":[{"name":"g","type":"geometry(SRID:0)","nullable":false,"metadata":{}},{"name":"gg","type":"geography(OGC:CRS84, SPHERICAL)","nullable":false,"metadata":{}},{"name":"n9","type":"timestamp_ntz(9)","nullable":true,"metadata":{}},{"name":"u","type":{"type":"udt","class":"org.apache.spark.mllib.linalg.VectorUDT","pyClass":"pyspark.mllib.linalg.VectorUDT","sqlType":{"type":"struct","fields":[]}},"nullable":true,"metadata":{}}]}""");

    [Theory]
    [MemberData(nameof(SchemasOfSpark))]
    public void Json_OfASchemaThatSparkWrote_MeansTheSameToSpark(string json)
    {
        DataType parsed = DataType.ParseDataType(json);

        Assert.True(JToken.DeepEquals(JToken.Parse(json), JToken.Parse(parsed.Json)), parsed.Json);
    }

    [Theory]
    [InlineData("\"string collate UNICODE_CI\"", "string collate UNICODE_CI")]
    [InlineData("\"decimal(38,18)\"", "decimal(38,18)")]
    [InlineData("\"decimal(5,-2)\"", "decimal(5,-2)")]
    [InlineData("\"decimal\"", "decimal(10,0)")]
    [InlineData("\"varchar(20)\"", "varchar(20)")]
    [InlineData("\"null\"", "null")]
    [InlineData("\"void\"", "null")]
    [InlineData("\"timestamp_ltz\"", "timestamp")]
    [InlineData("\"interval hour to second\"", "interval hour to second")]
    public void ParseDataType_OfASimpleName_KnowsIt(string json, string simpleString) =>
        Assert.Equal(simpleString, DataType.ParseDataType(json).SimpleString);

    [Theory]
    [InlineData("\"tensor\"", "tensor")]
    [InlineData("\"interval second to day\"", "interval second to day")]
    [InlineData("\"geometry(SRID:0)\"", "geometry(SRID:0)")]
    [InlineData("\"decimal(99999999999999,2)\"", "decimal(99999999999999,2)")]
    public void ParseDataType_OfAnUnknownName_KeepsIt(string json, string name)
    {
        var type = Assert.IsType<UnknownType>(DataType.ParseDataType(json));

        Assert.Equal(name, type.TypeName);
        Assert.Equal(json, type.Json);
    }

    [Theory]
    [InlineData("""{"type":"struct","fields":7}""")]
    [InlineData("""{"type":"struct","fields":["a"]}""")]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"type":"array"}""")]
    public void ParseDataType_OfJsonThatIsNoType_SaysSo(string json) =>
        Assert.Throws<ArgumentException>(() => DataType.ParseDataType(json));

    [Fact]
    public void ParseDataType_OfCollatedStrings_PutsTheCollationIntoTheType()
    {
        var schema = (StructType)DataType.ParseDataType(
            """{"type":"struct","fields":[{"name":"m","type":{"type":"map","keyType":"string","valueType":"string","valueContainsNull":false},"nullable":false,"metadata":{"__COLLATIONS":{"m.key":"icu.UNICODE_CI"}}}]}""");

        var map = (MapType)schema.Fields[0].DataType;
        Assert.Equal("UNICODE_CI", ((StringType)map.KeyType).Collation);
        Assert.Equal(StringType.DefaultCollation, ((StringType)map.ValueType).Collation);
        Assert.Empty(schema.Fields[0].Metadata);
    }

    [Fact]
    public void Equals_OfTypesThatDifferInNullabilityOnly_IsTrue()
    {
        var one = new StructType([new StructField("a", new ArrayType(new IntegerType())), new StructField("b", new DecimalType(5, 2))]);
        var other = new StructType([new StructField("a", new ArrayType(new IntegerType(), false), false), new StructField("b", new DecimalType(5, 2))]);

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual<DataType>(new StringType(), new StringType("UNICODE"));
        Assert.Equal("struct<a:array<integer>,b:decimal(5,2)>", one.SimpleString);
    }
}
