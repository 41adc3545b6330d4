using Lakebase.Flushing;
using Lakebase.Schema;

namespace Lakebase.UnitTests.Flushing;

public sealed class InsertSqlTests
{
    private static readonly ColumnMapping Id = Column("id", WireType.Bigint);
    private static readonly ColumnMapping Odd = Column("Odd \"name", WireType.Text);
    private static readonly ColumnMapping Token = Column("token", WireType.Text) with { CastTo = "uuid", CopiesDirectly = false };
    private static readonly ColumnMapping Tags = Column("tags", WireType.Text) with { IsArray = true };

    [Fact]
    public void FromUnnest_Insert_HasOneArrayPerColumnAndCastsWhereNeeded() =>
        Assert.Equal(
            """INSERT INTO "s"."t" ("id", "token") SELECT u.c0, u.c1::uuid FROM unnest($1::bigint[], $2::text[]) AS u(c0, c1)""",
            InsertSql.FromUnnest(Mapping([Id, Token]), upsert: false));

    [Fact]
    public void FromUnnest_ArrayColumn_IsCutOutOfAllElements() =>
        Assert.Equal(
            """INSERT INTO "s"."t" ("tags", "id") SELECT ($1::text[])[u.c0_first:u.c0_last], u.c1 FROM unnest($2::integer[], $3::integer[], $4::bigint[]) AS u(c0_first, c0_last, c1)""",
            InsertSql.FromUnnest(Mapping([Tags, Id]), upsert: false));

    [Fact]
    public void FromUnnest_Upsert_OverwritesEverythingButTheKey() =>
        Assert.EndsWith(
            """ ON CONFLICT ("id") DO UPDATE SET "Odd ""name" = excluded."Odd ""name", "token" = excluded."token" """.TrimEnd(),
            InsertSql.FromUnnest(Mapping([Id, Odd, Token], 0), upsert: true),
            StringComparison.Ordinal);

    [Fact]
    public void FromUnnest_NothingButKeys_DoesNothingOnConflict() =>
        Assert.EndsWith(
            """ ON CONFLICT ("Odd ""name", "id") DO NOTHING""",
            InsertSql.FromUnnest(Mapping([Id, Odd], 1, 0), upsert: true),
            StringComparison.Ordinal);

    [Fact]
    public void FromRows_Upsert_HasOneParameterOfTheTablesOwnRows() =>
        Assert.Equal(
            """INSERT INTO "s"."t" ("id", "Odd ""name") SELECT r."id", r."Odd ""name" FROM unnest($1::"s"."t"[] /* 16400 */) AS r ON CONFLICT ("id") DO UPDATE SET "Odd ""name" = excluded."Odd ""name" """.TrimEnd(),
            InsertSql.FromRows(WithRowType(Mapping([Id, Odd], 0)), upsert: true));

    [Fact]
    public void SendsRows_OnlyWhereEveryFieldIsTheColumnsOwn()
    {
        TargetColumn other = new("other", new TargetType(23, "integer"));
        TargetColumn domain = new("other", new TargetType(20_000, "d", TargetTypeKind.Domain, BaseType: other.Type));
        TableMapping plain = Mapping([Id, Tags]);

        Assert.False(plain.SendsRows); // The row type is not known.
        Assert.True(WithRowType(plain).SendsRows);
        Assert.False(WithRowType(Mapping([Id, Token])).SendsRows);
        Assert.True(WithRowType(plain, other).SendsRows);
        Assert.False(WithRowType(plain, domain).SendsRows); // It may refuse the null that stands for no value.
        Assert.False(WithRowType(plain, other, other, other).SendsRows); // More nulls than values.
    }

    [Fact]
    public void FromStaging_Upsert_CastsOnTheWayOut() =>
        Assert.Equal(
            """INSERT INTO "s"."t" ("id", "token") SELECT s.c0, s.c1::uuid FROM pg_temp.x AS s ON CONFLICT ("id") DO UPDATE SET "token" = excluded."token" """.TrimEnd(),
            InsertSql.FromStaging(Mapping([Id, Token], 0), "pg_temp.x", upsert: true));

    [Fact]
    public void StagingTable_TwoMappings_ShareItOnlyIfTableAndTypesAreTheSame()
    {
        Assert.Equal(new StagingTable(Mapping([Id, Tags])).Name, new StagingTable(Mapping([Id, Tags])).Name);
        Assert.NotEqual(new StagingTable(Mapping([Id, Tags])).Name, new StagingTable(Mapping([Id, Odd])).Name);
        Assert.Contains("(c0 bigint, c1 text[]) ON COMMIT DELETE ROWS", new StagingTable(Mapping([Id, Tags])).CreateSql, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WriteMode.BulkInsert, 1, FlushPath.Copy)]
    [InlineData(WriteMode.Insert, 1_000, FlushPath.UnnestInsert)]
    [InlineData(WriteMode.Insert, 3_000, FlushPath.Copy)]
    [InlineData(WriteMode.Upsert, 10_000, FlushPath.UnnestUpsert)]
    [InlineData(WriteMode.Upsert, 20_000, FlushPath.StagedUpsert)]
    public void Select_PlainColumns_DependsOnModeAndRows(WriteMode mode, int rows, object path) =>
        Assert.Equal((FlushPath)path, FlushStrategySelector.Select(mode, Mapping([Id], 0), new FlushSize(rows)));

    [Theory]
    [InlineData(WriteMode.Insert, 4, 1_400, FlushPath.UnnestInsert)]
    [InlineData(WriteMode.Insert, 4, 1_600, FlushPath.Copy)]
    [InlineData(WriteMode.Insert, 19, 500, FlushPath.Copy)]
    [InlineData(WriteMode.Upsert, 4, 4_500, FlushPath.UnnestUpsert)]
    [InlineData(WriteMode.Upsert, 4, 5_000, FlushPath.StagedUpsert)]
    [InlineData(WriteMode.Upsert, 19, 1_000, FlushPath.UnnestUpsert)]
    [InlineData(WriteMode.Upsert, 19, 1_100, FlushPath.StagedUpsert)]
    public void Select_WiderRows_LeaveUnnestEarlier(WriteMode mode, int columns, int rows, object path) => Assert.Equal(
        (FlushPath)path, FlushStrategySelector.Select(mode, Mapping([.. Enumerable.Repeat(Id, columns)], 0), new FlushSize(rows)));

    [Theory]
    [InlineData(WriteMode.Insert, 4, 2_300, FlushPath.UnnestInsert)]
    [InlineData(WriteMode.Insert, 4, 2_500, FlushPath.Copy)]
    [InlineData(WriteMode.Insert, 19, 4_600, FlushPath.UnnestInsert)]
    [InlineData(WriteMode.Insert, 19, 4_700, FlushPath.Copy)]
    [InlineData(WriteMode.Upsert, 4, 19_000, FlushPath.UnnestUpsert)]
    [InlineData(WriteMode.Upsert, 19, 19_000, FlushPath.UnnestUpsert)]
    [InlineData(WriteMode.Upsert, 19, 21_000, FlushPath.StagedUpsert)]
    public void Select_WholeRows_LeaveUnnestLate(WriteMode mode, int columns, int rows, object path) => Assert.Equal(
        (FlushPath)path,
        FlushStrategySelector.Select(mode, WithRowType(Mapping([.. Enumerable.Repeat(Id, columns)], 0)), new FlushSize(rows)));

    [Fact]
    public void Select_WholeRowsWithArrays_StayWithUnnest() => Assert.Equal(
        FlushPath.UnnestInsert, FlushStrategySelector.Select(WriteMode.Insert, WithRowType(Mapping([Id, Odd, Tags], 0)), new FlushSize(2_000)));

    [Theory]
    [InlineData(WriteMode.BulkInsert, 1, FlushPath.StagedInsert)]
    [InlineData(WriteMode.Insert, 12_000, FlushPath.StagedInsert)]
    [InlineData(WriteMode.Insert, 1_000, FlushPath.UnnestInsert)]
    public void Select_ColumnThatCopyCannotWrite_IsStaged(WriteMode mode, int rows, object path) =>
        Assert.Equal((FlushPath)path, FlushStrategySelector.Select(mode, Mapping([Id, Token]), new FlushSize(rows)));

    [Theory]
    [InlineData(WriteMode.Insert, 1_000, FlushPath.Copy)]
    [InlineData(WriteMode.Upsert, 1_000, FlushPath.StagedUpsert)]
    [InlineData(WriteMode.Upsert, 100, FlushPath.UnnestUpsert)]
    public void Select_ArrayColumn_LeavesUnnestEarly(WriteMode mode, int rows, object path) =>
        Assert.Equal((FlushPath)path, FlushStrategySelector.Select(mode, Mapping([Id, Tags], 0), new FlushSize(rows)));

    [Fact]
    public void Select_DistantServer_SavesRoundTripsForLonger()
    {
        FlushSize distant = new(Rows: 4_000, Bytes: 80_000, RoundTrip: TimeSpan.FromMilliseconds(20));

        Assert.Equal(FlushPath.UnnestInsert, FlushStrategySelector.Select(WriteMode.Insert, Mapping([Id]), distant));
        Assert.Equal(FlushPath.Copy, FlushStrategySelector.Select(WriteMode.Insert, Mapping([Id]), distant with { RoundTrip = TimeSpan.Zero }));
        Assert.Equal(FlushPath.Copy, FlushStrategySelector.Select(WriteMode.Insert, Mapping([Id]), distant with { Bytes = 100_000_000 }));
    }

    [Theory]
    [InlineData(WriteMode.Insert, WritePath.Staged, FlushPath.StagedInsert)]
    [InlineData(WriteMode.Insert, WritePath.Copy, FlushPath.Copy)]
    [InlineData(WriteMode.Upsert, WritePath.Unnest, FlushPath.UnnestUpsert)]
    [InlineData(WriteMode.Upsert, WritePath.Staged, FlushPath.StagedUpsert)]
    public void Select_PathAskedFor_IsTaken(WriteMode mode, WritePath wanted, object path) =>
        Assert.Equal((FlushPath)path, FlushStrategySelector.Select(mode, Mapping([Id], 0), new FlushSize(100_000), wanted));

    [Fact]
    public void Select_InsertThatDoesNothingOnConflict_IsNeverCopiedDirectly() => Assert.Equal(
        FlushPath.StagedInsert,
        FlushStrategySelector.Select(WriteMode.BulkInsert, Mapping([Id]) with { Rules = new WriteRules { DoNothing = true } }, new FlushSize(10)));

    [Theory]
    [InlineData("lakebase", "orders", 3, "lakebase orders p3")]
    [InlineData("lakebase", "", 0, "lakebase p0")]
    public void ApplicationName_Always_EndsWithThePartition(string application, string query, long partition, string expected) =>
        Assert.Equal(expected, SessionStart.ApplicationName(application, new WriterContext { QueryName = query, Partition = partition }));

    [Fact]
    public void ApplicationName_TooLong_IsCutBetweenCharactersAndKeepsThePartition()
    {
        string name = SessionStart.ApplicationName("lakebase", new WriterContext { QueryName = string.Concat(Enumerable.Repeat("😀", 40)), Partition = 12 });

        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(name), 58, 63);
        Assert.EndsWith("😀 p12", name, StringComparison.Ordinal);
    }

    private static ColumnMapping Column(string name, WireType type) =>
        new(0, new SourceColumn(name, SourceType.Of(SourceTypeKind.String)), new TargetColumn(name, new TargetType(type.Oid, type.Name)), type);

    private static TableMapping WithRowType(TableMapping mapping, params TargetColumn[] others) =>
        mapping with { Table = mapping.Table with { RowTypeOid = 16_400, Columns = [.. mapping.Table.Columns, .. others] } };

    private static TableMapping Mapping(ColumnMapping[] columns, params int[] keys) => new(
        new TargetTable(QualifiedName.Of("s", "t"), [.. columns.Select(column => column.Target)], []),
        columns,
        keys,
        keys.Length == 0 ? null : new UniqueIndex("t_key", [.. keys.Select(key => columns[key].Target.Name)]));
}
