using Lakebase.Spark;
using Lakebase.SparkTests.SyncedTables;
using Lakebase.SyncedTables;
using Microsoft.Spark.Sql;

namespace Lakebase.SparkTests;

// Texts that are not valid UTF-8: Spark keeps any bytes in a STRING, and Java decodes them when a row is handed over.
public abstract partial class SparkSuite
{
    private const string IllFormed = "CAST(X'41FF42' AS STRING)";

    [Theory]
    [InlineData(InvalidValueHandling.Replace)]
    [InlineData(InvalidValueHandling.Null)]
    public async Task SyncedTables_TextsThatAreNoUtf8_AreWhatSparkShowsInSnapshotsAndChanges(InvalidValueHandling invalidValues)
    {
        Random random = new(7);
        byte[][] texts = [[0x41, 0xff, 0x42], [.. "\uFFFD"u8], [], .. Enumerable.Range(0, 500).Select(_ => IllFormedBytes(random))];
        string values = string.Join(", ", texts.Select((text, i) => $"({i + 100}, X'{Convert.ToHexString(text)}')"));
        DeltaSource source = NewSource("utf8");
        source.Create($"SELECT id, CAST(raw AS STRING) AS text FROM VALUES {values} AS t(id, raw) UNION ALL SELECT 900, 'well|formed'");
        string[] expected =
        [
            .. Session.Sql($"SELECT id, text FROM {source.Sql} ORDER BY id").Collect()
                .Select(row => Stored(row.GetAs<int>("id"), row.GetAs<string>("text"))),
        ];
        await using SyncedTableEngine engine = NewEngine();
        SyncedTableDefinition definition = Definition(source, SchedulingPolicy.Triggered);
        (definition.InvalidValues, definition.SnapshotShare) = (invalidValues, 1);

        await RunAsync(engine, definition);
        Assert.Equal(expected, ReadTable(definition.Target));
        Assert.Contains("100|A\uFFFDB", expected);
        source.Run("INSERT INTO {t} SELECT id + 1000, text FROM {t}");
        source.Run("DELETE FROM {t} WHERE id < 1000");

        Assert.Equal("changes", (await RunAsync(engine, definition)).LastAction);
        Assert.Equal(expected, ReadTable(definition.Target).Select(row => $"{row[1..]}"));

        // A NUL is for the policy, which sees it.
        string Stored(int id, string text) => invalidValues == InvalidValueHandling.Null && text.Contains('\0', StringComparison.Ordinal)
            ? $"{id}|NULL"
            : $"{id}|{text.Replace('\0', '\uFFFD')}";
    }

    [Fact]
    public async Task SyncedTables_SnapshotOfATextThatIsNoUtf8_FailsWithItsColumn()
    {
        DeltaSource source = NewSource("no_utf8");
        source.Create($"SELECT CAST(id AS STRING) AS id, IF(id = 3, {IllFormed}, 'a') AS `it's` FROM range(5)");
        await using SyncedTableEngine engine = NewEngine();
        SyncedTableDefinition definition = Definition(source, SchedulingPolicy.Snapshot);

        Assert.Contains(
            "column 'it's' of the source holds a text that is not valid UTF-8",
            await FailureAsync(engine, definition),
            StringComparison.Ordinal);
        definition.InvalidValues = InvalidValueHandling.Replace;
        await RunAsync(engine, definition);
        source.Run($"INSERT INTO {{t}} VALUES ({IllFormed}, 'of a key')");
        Assert.Contains(
            "key column 'id' of the source holds a text that is not valid UTF-8",
            await FailureAsync(engine, definition),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task SyncedTables_TextsWithACollation_AreCopiedAsTheyAre()
    {
        Assert.SkipUnless(_spark.IsAtLeast(4, 0), "Collations came with Spark 4.0.");
        DeltaConnector.Require(_spark.Version);
        await using SyncedTableEngine engine = NewEngine();
        SyncedTableDefinition view = new() { SourceTable = $"v{Guid.NewGuid():N}", Target = NewTable(), PrimaryKeyColumns = ["id"] };
        Session.Sql("SELECT id, concat('Ž', id) COLLATE UNICODE_CI AS text FROM range(3)").CreateOrReplaceTempView(view.SourceTable);

        await RunAsync(engine, view);

        Assert.Equal(["0|Ž0", "1|Ž1", "2|Ž2"], ReadTable(view.Target));
    }

    [Theory]
    [InlineData(InvalidValueHandling.Fail)]
    [InlineData(InvalidValueHandling.Null)]
    public void LakebaseWriter_TextThatIsNoUtf8_IsWhatSparkMakesOfItUnderEveryPolicy(InvalidValueHandling invalidValues)
    {
        string table = NewTable();
        DataFrame frame = StreamOf($"SELECT 1 AS id, {IllFormed} AS text");
        LakebaseWriterOptions options = Options(table, WriteMode.Insert);
        options.InvalidValues = invalidValues;

        Run(frame, new LakebaseForeachWriter(frame.Schema(), options));

        Assert.Equal(["1|A\uFFFDB"], ReadTable(table));
    }

    // Of bytes that mean something in UTF-8, in an order that does not.
    private static byte[] IllFormedBytes(Random random)
    {
        ReadOnlySpan<byte> meaningful =
            [0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff];
        return random.GetItems(meaningful, random.Next(1, 9));
    }
}
