using Microsoft.Spark.Interop;

namespace Lakebase.UnitTests.SparkBridge;

public class ReplyTests
{
    [Theory]
    [InlineData("!yv", null)]
    [InlineData("!yn", null)]
    [InlineData("!yi2147483647", 2147483647)]
    [InlineData("!yL9223372036854775807", long.MaxValue)]
    [InlineData("!yd1.5E-10", 1.5E-10)]
    [InlineData("!ydNaN", double.NaN)]
    [InlineData("!yd-Infinity", double.NegativeInfinity)]
    [InlineData("!ybtrue", true)]
    [InlineData("!ybFalse", false)]
    [InlineData("!ysva2first", "va2first")]
    [InlineData("!ys", "")]
    [InlineData("!ysa\\nb\\rc\\\\d\te", "a\nb\rc\\d\te")]
    public void Parse_PlainValue_IsItsDotnetValue(string line, object? value) =>
        Assert.Equal(new Reply(ReplyKind.Value, value), Reply.Parse(line));

    [Fact]
    public void Parse_Bytes_AreDecoded() => Assert.Equal(new byte[] { 1, 2, 3 }, Reply.Parse("!yjAQID").Value);

    [Fact]
    public void Parse_Decimal_IsExact() => Assert.Equal(12345678901234567890.0123456789m, Reply.Parse("!yD12345678901234567890.0123456789").Value);

    [Theory]
    [InlineData("!yro1", "o1")]
    [InlineData("!yao0", "o0")]
    [InlineData("!yto2", "o2")]
    [InlineData("!ylo3", "o3")]
    [InlineData("!yho4", "o4")]
    [InlineData("!ygo5", "o5")]
    public void Parse_AnyObject_IsAReference(string line, string id) => Assert.Equal(new Reply(ReplyKind.Reference, id), Reply.Parse(line));

    [Theory]
    [InlineData("!yp")]
    [InlineData("!yo")]
    [InlineData("!ycjava.lang.Integer")]
    public void Parse_MemberOfAnotherKind_IsAMember(string line) => Assert.Equal(ReplyKind.Member, Reply.Parse(line).Kind);

    [Fact]
    public void Parse_JavaException_IsItsThrowable() => Assert.Equal(new Reply(ReplyKind.Thrown, "o3"), Reply.Parse("!xro3"));

    [Fact]
    public void Parse_Py4JError_IsItsText() => Assert.Equal(
        new Reply(ReplyKind.Refused, "py4j.Py4JException: Method nosuch([]) does not exist\n\tat x"),
        Reply.Parse("!xspy4j.Py4JException: Method nosuch([]) does not exist\\n\tat x"));

    [Theory]
    [InlineData("!x")]
    [InlineData("!zsgone")]
    public void Parse_ErrorWithoutTextOrFatal_IsRefused(string line) => Assert.Equal(ReplyKind.Refused, Reply.Parse(line).Kind);

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 400 Bad Request")]
    [InlineData("!q1")]
    [InlineData("!y?1")]
    public void Parse_NoReplyOfPy4J_Throws(string line) => Assert.Throws<FormatException>(() => Reply.Parse(line));

    [Theory]
    [InlineData("plain")]
    [InlineData("a\\nb")]
    [InlineData("\r\n\\ \t ü 漢 😀")]
    public void Parse_WhatCommandWriterEscaped_IsTheSameText(string text)
    {
        var part = CommandWriter.Call("o0", "m", text).Split('\n')[3];
        Assert.Equal(text, Reply.Parse("!y" + part).Value);
    }
}
