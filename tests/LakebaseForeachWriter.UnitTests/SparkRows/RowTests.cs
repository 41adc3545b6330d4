using System.Collections;
using System.Data.SqlTypes;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.UnitTests.SparkRows;

public class RowTests
{
    private static readonly StructType s_schema = new([new StructField("id", new IntegerType()), new StructField("name", new StringType())]);

    [Fact]
    public void Get_ByIndexAndByName_GivesTheValue()
    {
        var row = new Row([7, "x"], s_schema);

        Assert.Equal(2, row.Size());
        Assert.Equal(7, row[0]);
        Assert.Equal("x", row.Get(1));
        Assert.Equal("x", row.Get("name"));
        Assert.Equal("[7,x]", row.ToString());
    }

    [Fact]
    public void Get_OfAColumnThatIsNotThere_NamesIt()
    {
        var row = new Row([7, "x"], s_schema);

        Assert.Contains("2", Assert.Throws<IndexOutOfRangeException>(() => row.Get(2)).Message, StringComparison.Ordinal);
        Assert.Throws<IndexOutOfRangeException>(() => row.Get(-1));
        Assert.Contains("'Name'", Assert.Throws<IndexOutOfRangeException>(() => row.Get("Name")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GetAs_OfANumber_ConvertsWhenItFits()
    {
        var row = new GenericRow([7, 3_000_000_000L, 1.5f, 2.25m, SqlDecimal.Parse("12345"), null!]);

        Assert.Equal(7L, row.GetAs<long>(0));
        Assert.Equal(7L, row.GetAs<long?>(0));
        Assert.Equal((short)7, row.GetAs<short>(0));
        Assert.Throws<OverflowException>(() => row.GetAs<int>(1));
        Assert.Equal(1.5, row.GetAs<double>(2));
        Assert.Equal(2.25, row.GetAs<double>(3));
        Assert.Equal(12345m, row.GetAs<decimal>(4));
        Assert.Null(row.GetAs<int?>(5));
        Assert.Null(row.GetAs<string>(5));
        Assert.Throws<InvalidCastException>(() => row.GetAs<int>(5));
        Assert.Throws<InvalidCastException>(() => row.GetAs<string>(0));
    }

    [Fact]
    public void GetAs_OfArraysAndMaps_GivesTypedCollections()
    {
        var row = new GenericRow([
            new ArrayList { 1, 2 },
            new ArrayList { new ArrayList { "a" }, new ArrayList() },
            new Hashtable { ["k"] = new ArrayList { 1 } },
            new ArrayList { 1, null }]);

        Assert.Equal([1, 2], row.GetAs<int[]>(0));
        Assert.Equal([1L, 2L], row.GetAs<long[]>(0));
        Assert.Equal([["a"], []], row.GetAs<string[][]>(1));
        Assert.Equal([1], row.GetAs<Dictionary<string, int[]>>(2)["k"]);
        Assert.Equal([1, null], row.GetAs<int?[]>(3));
        Assert.Throws<InvalidCastException>(() => row.GetAs<int[]>(3));
    }

    [Fact]
    public void Row_OfAGenericRow_HasItsValues()
    {
        Row row = new GenericRow([1, "a"]);

        Assert.Equal(1, row.Get(0));
        Assert.Throws<InvalidOperationException>(() => row.Get("a"));
    }

    [Fact]
    public void Equals_OfRowsWithEqualValuesAndSchema_IsTrue()
    {
        Assert.Equal(new Row([1, "a"], s_schema), new Row([1, "a"], s_schema));
        Assert.Equal(new Row([1, "a"], s_schema).GetHashCode(), new Row([1, "a"], s_schema).GetHashCode());
        Assert.NotEqual(new Row([1, "a"], s_schema), new Row([2, "a"], s_schema));
        Assert.NotEqual(new Row([1, "a"], s_schema), new Row([1, "a"], new StructType([])));
        Assert.Equal(new GenericRow([1]), new GenericRow([1]));
    }
}
