using Lakebase.Schema;
using Lakebase.UnitTests.Schema;

namespace Lakebase.UnitTests.Documentation;

public sealed class TypesTableTests
{
    public static TheoryData<string, string> Created => [.. MarkdownTable.Read("Types").Select(row => (row[0], row[1]))];

    [Theory]
    [MemberData(nameof(Created))]
    public void Table_CreatedType_IsTheOneThatTheWriterMakes(string spark, string created) =>
        Assert.Equal(created, TypeRules.CreatedType(Sources.Type(spark)));

    [Fact]
    public void Table_AcceptedTypes_AreTaken() => Assert.All(
        MarkdownTable.Read("Types").SelectMany(row => row[2].Split(", ").Select(target => (Spark: row[0], Target: target))),
        pair =>
        {
            WireType? target = Array.Find(Known, wire => wire.Name == pair.Target);
            Assert.True(
                target is null || TypeRules.Choose(Sources.Type(pair.Spark), new TargetType(target.Oid, target.Name)).Refusal is null,
                $"{pair.Spark} into {pair.Target}");
        });

    [Fact]
    public void Table_EveryKind_HasARow()
    {
        HashSet<SourceTypeKind> documented = [.. MarkdownTable.Read("Types").Select(row => Sources.Type(row[0]).Kind)];

        Assert.All(Enum.GetValues<SourceTypeKind>(), kind => Assert.Contains(kind, documented));
    }

    private static readonly WireType[] Known =
    [
        WireType.Boolean, WireType.Bytea, WireType.Bigint, WireType.Smallint, WireType.Integer, WireType.Text, WireType.Json, WireType.Real,
        WireType.DoublePrecision, WireType.Date, WireType.Time, WireType.Timestamp, WireType.TimestampTz, WireType.Interval, WireType.Numeric,
        WireType.Uuid, WireType.Jsonb,
    ];
}
