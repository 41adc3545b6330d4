using Lakebase.SyncedTables;
using Lakebase.SyncedTables.Definition;

namespace Lakebase.UnitTests.SyncedTables;

public class DefinitionValidatorTests
{
    [Fact]
    public void FindProblems_PlainDefinition_HasNone() => Assert.Empty(DefinitionValidator.FindProblems(Plain()));

    [Theory]
    [InlineData("flights", null, "public", "flights")]
    [InlineData("air.flights", null, "air", "flights")]
    [InlineData("lake.air.flights_2", "lake", "air", "flights_2")]
    public void TryParse_Name_GivesItsParts(string text, string? database, string schema, string table) =>
        Assert.Equal(new TargetName(database, schema, table), TargetName.TryParse(text));

    [Theory]
    [InlineData("")]
    [InlineData("a-b")]
    [InlineData("a..b")]
    [InlineData("a.b.c.d")]
    [InlineData("\"a\"")]
    [InlineData("é")]
    public void TryParse_NoName_IsNull(string text) => Assert.Null(TargetName.TryParse(text));

    public static TheoryData<Action<SyncedTableDefinition>, string> Mistakes => new()
    {
        { d => d.SourcePath = null, "Set exactly one of SourceTable and SourcePath." },
        { d => d.SourceTable = "t", "Set exactly one of SourceTable and SourcePath." },
        { d => d.Target = "a b", "Target 'a b' is no table name" },
        { d => d.PrimaryKeyColumns = [], "PrimaryKeyColumns names no column" },
        { d => d.PrimaryKeyColumns = ["id", "ID"], "PrimaryKeyColumns names 'id' twice." },
        { d => d.TimeseriesKey = "ID", "TimeseriesKey 'ID' is part of the primary key" },
        { d => (d.SourceFormat, d.SchedulingPolicy) = (SourceFormat.Parquet, SchedulingPolicy.Triggered), "Parquet files keep no record of changes" },
        { d => d.ExtraColumns.Add(new() { ColumnName = "x", ColumnType = "int" }), "ExtraColumns: 'x' has no Compute" },
        { d => d.ExtraIndexDefinitions.Add(new() { Name = "i", Definition = "carrier" }), "the definition of 'i' must begin with" },
        { d => d.TypeOverrides.Add(new() { ColumnName = "c" }), "TypeOverrides: Size of 'c' is 0" },
        { d => d.Interval = TimeSpan.Zero, "Interval is 00:00:00; it must lie between" },
        { d => d.SnapshotShare = double.NaN, "SnapshotShare is NaN; it must lie between 0 and 1." },
        { d => d.MaxVersionsPerRange = 0, "MaxVersionsPerRange is 0" },
        { d => d.InvalidValues = InvalidValueHandling.DeadLetter, "InvalidValues cannot be DeadLetter" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void FindProblems_Mistake_IsNamed(Action<SyncedTableDefinition> makeMistake, string problem)
    {
        SyncedTableDefinition definition = Plain();
        makeMistake(definition);

        Assert.Contains(problem, Assert.Single(DefinitionValidator.FindProblems(definition)), StringComparison.Ordinal);
    }

    [Fact]
    public void ThrowIfInvalid_SeveralMistakes_ListsThemAll() =>
        Assert.Equal(3, Assert.Throws<SyncedTableDefinitionException>(() => DefinitionValidator.ThrowIfInvalid(new())).Problems.Count);

    private static SyncedTableDefinition Plain() => new() { SourcePath = "/data/t", Target = "t", PrimaryKeyColumns = ["id"] };
}
