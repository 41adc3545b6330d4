using Microsoft.Spark.Interop;

namespace Lakebase.UnitTests.SparkBridge;

/// <summary>The expected lines are those of a session recorded against Py4J's own server.</summary>
public class CommandWriterTests
{
    [Fact]
    public void Authenticate_AnySecret_HasNoEndLine() => Assert.Equal("A\ntok\n", CommandWriter.Authenticate("tok"));

    [Fact]
    public void Construct_WithoutArguments_IsClassAndEnd() => Assert.Equal("i\njava.util.HashMap\ne\n", CommandWriter.Construct("java.util.HashMap"));

    [Fact]
    public void Call_TextWithLineFeed_IsEscaped() => Assert.Equal("c\no0\nput\nsk\nsv\\nw\ne\n", CommandWriter.Call("o0", "put", "k", "v\nw"));

    [Fact]
    public void Call_TextWithCarriageReturnAndBackslash_IsEscaped() =>
        Assert.Equal("c\no0\nm\nsa\\rb\\\\c\ne\n", CommandWriter.Call("o0", "m", "a\rb\\c"));

    [Fact]
    public void Construct_BytesTextAndNull_UseTheirLetters() =>
        Assert.Equal("i\nP4T$Fn\njAQID\nsx\nn\ne\n", CommandWriter.Construct("P4T$Fn", new byte[] { 1, 2, 3 }, "x", null));

    [Fact]
    public void Call_Numbers_UseTheLetterOfTheJavaType() =>
        Assert.Equal("c\no0\nm\ni1\nL2\nd1.5\nd2.5\nD3.10\nbtrue\ni7\ne\n", CommandWriter.Call("o0", "m", 1, 2L, 1.5, 2.5f, 3.10m, true, (byte)7));

    [Theory]
    [InlineData(double.NaN, "nan")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    [InlineData(1e300, "1E+300")]
    public void Call_SpecialDoubles_AreSpelledForJava(double value, string text) =>
        Assert.Equal($"c\no0\nm\nd{text}\ne\n", CommandWriter.Call("o0", "m", value));

    [Fact]
    public void Call_UnknownType_NamesIt()
    {
        var e = Assert.Throws<ArgumentException>(() => CommandWriter.Call("o0", "m", Guid.Empty));
        Assert.Contains("System.Guid", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ArrayCommands_AreThoseOfTheRecordedSession()
    {
        Assert.Equal("a\nc\nsjava.lang.String\ni2\ne\n", CommandWriter.NewArray("java.lang.String", 2));
        Assert.Equal("a\ns\no2\ni0\nsfirst\ne\n", CommandWriter.SetElement("o2", 0, "first"));
        Assert.Equal("a\ng\no2\ni1\ne\n", CommandWriter.GetElement("o2", 1));
        Assert.Equal("a\ne\no2\ne\n", CommandWriter.ArrayLength("o2"));
    }

    [Fact]
    public void OtherCommands_AreThoseOfTheRecordedSession()
    {
        Assert.Equal("p\nro3\ne\n", CommandWriter.StackTrace("o3"));
        Assert.Equal("r\nm\njava.lang.Integer\nMAX_VALUE\ne\n", CommandWriter.StaticField("java.lang.Integer", "MAX_VALUE"));
        Assert.Equal("m\nd\no1\ne\n", CommandWriter.Release("o1"));
    }
}
