using Lakebase.Schema;

namespace Lakebase.UnitTests.Schema;

public sealed class QualifiedNameTests
{
    [Theory]
    [InlineData("flights", null, "flights")]
    [InlineData("public.flights", "public", "flights")]
    [InlineData("Mixed.Case", "Mixed", "Case")]
    [InlineData("\"My Schema\".\"odd \"\" name\"", "My Schema", "odd \" name")]
    [InlineData("\"with.dot\"", null, "with.dot")]
    [InlineData("public.\"select\"", "public", "select")]
    public void Parse_WellFormedName_GivesItsParts(string text, string? schema, string name)
    {
        QualifiedName parsed = QualifiedName.Parse(text);

        Assert.Equal((schema, name), (parsed.Schema, parsed.Name));
        Assert.Equal(parsed, QualifiedName.Parse(parsed.ToString()));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("public.", "empty")]
    [InlineData(".flights", "empty")]
    [InlineData("\"\"", "empty")]
    [InlineData("db.public.flights", "more than two parts")]
    [InlineData("my table", "double quotes")]
    [InlineData("pub\"lic", "double quotes")]
    [InlineData("\"open", "not closed")]
    [InlineData("\"a\"b", "only a dot")]
    [InlineData("a; drop table b", "double quotes")]
    [InlineData("a\0b", "NUL")]
    public void Parse_MalformedName_SaysWhy(string text, string reason)
    {
        FormatException error = Assert.Throws<FormatException>(() => QualifiedName.Parse(text));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_PartLongerThan63Bytes_IsRefused()
    {
        // 32 two-byte letters: PostgreSQL would cut the name without an error.
        Assert.Throws<FormatException>(() => QualifiedName.Parse(new string('ä', 32)));
        Assert.Equal(31, QualifiedName.Parse(new string('ä', 31)).Name.Length);
    }

    [Fact]
    public void ToSql_AnyName_IsQuoted() =>
        Assert.Equal("\"My Schema\".\"odd \"\" name\"", QualifiedName.Of("My Schema", "odd \" name").ToSql());

    [Fact]
    public void Quote_Name_DoublesQuotes() => Assert.Equal("\"a\"\"; drop table b; --\"", SqlIdentifier.Quote("a\"; drop table b; --"));
}
