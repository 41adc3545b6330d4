using Lakebase.Schema;

namespace Lakebase.UnitTests.Schema;

public sealed class TypeRulesTests
{
    public static TheoryData<string, string, string> Accepted() => new()
    {
        { "boolean", "boolean", "boolean" },
        { "tinyint", "smallint", "smallint" },
        { "tinyint", "bigint", "bigint" },
        { "smallint", "numeric", "numeric" },
        { "int", "smallint", "smallint" },
        { "int", "integer", "integer" },
        { "bigint", "integer", "integer" },
        { "bigint", "bigint", "bigint" },
        { "float", "real", "real" },
        { "float", "double precision", "double precision" },
        { "double", "numeric", "numeric" },
        { "decimal(38,18)", "numeric", "numeric" },
        { "decimal(38,18)", "double precision", "double precision" },
        { "string", "text", "text" },
        { "string", "uuid", "uuid" },
        { "string", "json", "json" },
        { "string", "jsonb", "jsonb" },
        { "binary", "bytea", "bytea" },
        { "binary", "uuid", "uuid" },
        { "date", "date", "date" },
        { "date", "timestamp with time zone", "timestamp with time zone" },
        { "timestamp", "timestamp with time zone", "timestamp with time zone" },
        { "timestamp", "timestamp without time zone", "timestamp without time zone" },
        { "timestamp_ntz", "timestamp without time zone", "timestamp without time zone" },
        { "interval day to second", "interval", "interval" },
        { "interval day to second", "bigint", "bigint" },
        { "interval year to month", "interval", "interval" },
        { "interval year to month", "integer", "integer" },
        { "time", "time without time zone", "time without time zone" },
        { "variant", "jsonb", "jsonb" },
        { "variant", "text", "text" },
        { "array<int>", "jsonb", "jsonb" },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Choose_TypeOfTheTable_GoesInItsOwnFormatWithoutCast(string source, string target, string wire)
    {
        TypeChoice choice = TypeRules.Choose(Sources.Type(source), TargetNamed(target));

        Assert.Null(choice.Refusal);
        Assert.Equal((wire, false, true), (choice.WireType.Name, choice.NeedsCast, choice.CopiesDirectly));
    }

    [Theory]
    [InlineData("boolean", "integer")]
    [InlineData("bigint", "text")]
    [InlineData("bigint", "double precision")]
    [InlineData("double", "real")]
    [InlineData("decimal(10,2)", "bigint")]
    [InlineData("binary", "text")]
    [InlineData("string", "bytea")]
    [InlineData("timestamp_ntz", "timestamp with time zone")]
    [InlineData("timestamp", "date")]
    [InlineData("array<int>", "integer")]
    public void Choose_TypeThatWouldLoseOrGuess_IsRefusedWithTheWayOut(string source, string target)
    {
        TypeChoice choice = TypeRules.Choose(Sources.Type(source), TargetNamed(target));

        Assert.NotNull(choice.Refusal);
    }

    [Fact]
    public void Choose_StringIntoEnum_CopiesDirectlyAndCastsInExpressions()
    {
        TypeChoice choice = TypeRules.Choose(Sources.Type("string"), Targets.Mood);

        Assert.Equal((WireType.Text, true, true), (choice.WireType, choice.NeedsCast, choice.CopiesDirectly));
    }

    [Fact]
    public void Choose_StringIntoTypeWithItsOwnText_NeedsCastAndStaging()
    {
        TypeChoice choice = TypeRules.Choose(Sources.Type("string"), Targets.Inet);

        Assert.Equal((WireType.Text, true, false), (choice.WireType, choice.NeedsCast, choice.CopiesDirectly));
    }

    [Fact]
    public void Choose_Domain_GoesAsItsBaseType()
    {
        TypeChoice choice = TypeRules.Choose(Sources.Type("bigint"), Targets.Domain("my_schema.positive", Targets.Domain("inner", Targets.Integer)));

        Assert.Equal(WireType.Integer, choice.WireType);
    }

    [Fact]
    public void Choose_ArrayIntoArray_FollowsItsElements()
    {
        TypeChoice direct = TypeRules.Choose(Sources.Type("array<bigint>"), Targets.ArrayOf(Targets.Integer));
        TypeChoice staged = TypeRules.Choose(Sources.Type("array<string>"), Targets.ArrayOf(Targets.Inet));
        TypeChoice refused = TypeRules.Choose(Sources.Type("array<double>"), Targets.ArrayOf(Targets.Integer));

        Assert.Equal((WireType.Integer, true, true), (direct.WireType, direct.IsArray, direct.CopiesDirectly));
        Assert.Equal((WireType.Text, true, false), (staged.WireType, staged.IsArray, staged.CopiesDirectly));
        Assert.NotNull(refused.Refusal);
    }

    [Fact]
    public void Choose_Void_FitsEverywhere() => Assert.Null(TypeRules.Choose(Sources.Type("void"), Targets.Inet).Refusal);

    [Theory]
    [InlineData("boolean", "boolean")]
    [InlineData("tinyint", "smallint")]
    [InlineData("smallint", "smallint")]
    [InlineData("int", "integer")]
    [InlineData("bigint", "bigint")]
    [InlineData("float", "real")]
    [InlineData("double", "double precision")]
    [InlineData("decimal(38,18)", "numeric(38,18)")]
    [InlineData("string", "text")]
    [InlineData("binary", "bytea")]
    [InlineData("date", "date")]
    [InlineData("timestamp", "timestamp with time zone")]
    [InlineData("timestamp_ntz", "timestamp without time zone")]
    [InlineData("interval day to second", "interval")]
    [InlineData("interval year to month", "interval")]
    [InlineData("time", "time without time zone")]
    [InlineData("variant", "jsonb")]
    [InlineData("array<string>", "text[]")]
    [InlineData("array<decimal(10,2)>", "numeric(10,2)[]")]
    [InlineData("array<array<int>>", "jsonb")]
    [InlineData("struct<a:int>", "jsonb")]
    [InlineData("map<string,int>", "jsonb")]
    [InlineData("array<struct<a:int>>", "jsonb")]
    public void CreatedType_SourceType_IsTheTableOfTheDocs(string source, string expected) =>
        Assert.Equal(expected, TypeRules.CreatedType(Sources.Type(source)));

    private static TargetType TargetNamed(string name) =>
        new[]
        {
            Targets.Boolean, Targets.Bytea, Targets.Bigint, Targets.Smallint, Targets.Integer, Targets.Text, Targets.Json, Targets.Real,
            Targets.DoublePrecision, Targets.Date, Targets.Time, Targets.Timestamp, Targets.TimestampTz, Targets.Interval, Targets.Numeric,
            Targets.Uuid, Targets.Jsonb,
        }.Single(type => type.Name == name);
}
