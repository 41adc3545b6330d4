using Lakebase.SyncedTables;

namespace Lakebase.UnitTests.SyncedTables;

public class DefinitionFileTests
{
    private const string Whole = """
        source_table: main.air.flights
        target: lakebase.public.flights
        primary_key_columns: [year, flight]
        timeseries_key: updated_at
        scheduling_policy: CONTINUOUS
        interval: 500ms
        extra_columns:
          - {column_name: loaded_at, column_type: timestamptz, compute: now(), maintenance: DEFAULT_VALUE}
        extra_index_definitions:
          - name: flights_carrier
            definition: USING hash (carrier)
            unique: true
            creation_point: CREATION_POINT_AFTER_DATA_LOAD
        type_overrides:
          - {column_name: embedding, pg_type: PG_SPECIFIC_TYPE_VECTOR, size: 3}
        variant_as_json: true
        invalid_values: replace
        verification: row_count
        dependants: refuse
        protect_target: true
        snapshot_share: 0.25
        max_versions_per_range: 7
        max_files_per_range: 8
        max_bytes_per_range: 9000000000
        swap_timeout: 00:01:30
        lock_timeout: 3s
        """;

    [Fact]
    public void Parse_Yaml_ReadsEveryField()
    {
        SyncedTableDefinition read = Assert.Single(SyncedTableDefinitionFile.Parse(Whole));

        Assert.Equal("main.air.flights", read.SourceTable);
        Assert.Null(read.SourcePath);
        Assert.Equal("lakebase.public.flights", read.Target);
        Assert.Equal(["year", "flight"], read.PrimaryKeyColumns);
        Assert.Equal("updated_at", read.TimeseriesKey);
        Assert.Equal(SchedulingPolicy.Continuous, read.SchedulingPolicy);
        Assert.Equal(TimeSpan.FromMilliseconds(500), read.Interval);
        ExtraColumn extra = Assert.Single(read.ExtraColumns);
        Assert.Equal(("loaded_at", "timestamptz", "now()"), (extra.ColumnName, extra.ColumnType, extra.Compute));
        Assert.Equal(ExtraColumnMaintenance.DefaultValue, extra.Maintenance);
        ExtraIndex index = Assert.Single(read.ExtraIndexDefinitions);
        Assert.Equal(("flights_carrier", "USING hash (carrier)", true), (index.Name, index.Definition, index.Unique));
        TypeOverride wanted = Assert.Single(read.TypeOverrides);
        Assert.Equal(("embedding", PgSpecificType.Vector, 3), (wanted.ColumnName, wanted.PgType, wanted.Size));
        Assert.True(read.VariantAsJson);
        Assert.Equal(InvalidValueHandling.Replace, read.InvalidValues);
        Assert.Equal(VerificationLevel.RowCount, read.Verification);
        Assert.Equal(DependantHandling.Refuse, read.Dependants);
        Assert.True(read.ProtectTarget);
        Assert.Equal(0.25, read.SnapshotShare);
        Assert.Equal((7, 8L, 9_000_000_000L), (read.MaxVersionsPerRange, read.MaxFilesPerRange, read.MaxBytesPerRange));
        Assert.Equal((TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(3)), (read.SwapTimeout, read.LockTimeout));

        // Of a property that is new the file above must say something too; of the source's two places it can name one.
        SyncedTableDefinition untouched = new();
        Assert.Equal(
            [nameof(read.SourceFormat), nameof(read.SourcePath)],
            typeof(SyncedTableDefinition).GetProperties()
                .Where(property => Equals(property.GetValue(read), property.GetValue(untouched)))
                .Select(property => property.Name).Order());
    }

    [Theory]
    [InlineData("interval: 99999999999999h", "Line 3: interval must be a duration")]
    [InlineData("max_versions_per_range: 4294967297", "Line 3: max_versions_per_range must be a whole number")] // Not 1.
    [InlineData("max_files_per_range: 0", "MaxFilesPerRange is 0")]
    [InlineData("target: \"a\\n\"", "is no table name")]
    public void Parse_ValueBeyondItsType_IsRefused(string line, string problem)
    {
        string target = line.StartsWith("target", StringComparison.Ordinal) ? "" : "target: a";
        SyncedTableDefinitionException refused = Assert.Throws<SyncedTableDefinitionException>(() => SyncedTableDefinitionFile.Parse(
            $"source_path: /data/a\nprimary_key_columns: [id]\n{line}\n{target}"));

        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_Json_ReadsAList()
    {
        IReadOnlyList<SyncedTableDefinition> read = SyncedTableDefinitionFile.Parse("""
            {
                "synced_tables": [
                    {"source_path": "/data/a", "target": "a", "primary_key_columns": ["id"]},
                    {"source_path": "/data/b", "source_format": "parquet", "name": "s.b", "primary_key_columns": "id"},
                    {"source_table_full_name": "main.air.c", "name": "d.s.c", "primary_key_columns": ["id"]}
                ]
            }
            """);

        Assert.Equal(["a", "s.b", "d.s.c"], read.Select(one => one.Target));
        Assert.Equal(["/data/a", "/data/b", "main.air.c"], read.Select(one => one.SourcePath ?? one.SourceTable));
        Assert.Equal([SourceFormat.Delta, SourceFormat.Parquet, SourceFormat.Delta], read.Select(one => one.SourceFormat));
        Assert.All(read, one => Assert.Equal(["id"], one.PrimaryKeyColumns));
    }

    [Fact]
    public void Parse_SeveralMistakes_ListsAllWithTheirLines()
    {
        SyncedTableDefinitionException refused = Assert.Throws<SyncedTableDefinitionException>(() => SyncedTableDefinitionFile.Parse("""
            - source_path: /data/a
              target: a
              primary_keys: [id]
              interval: soon
            - source_path: /data/b
              target: b
              primary_key_columns: [id]
              scheduling_policy: daily
            """));

        Assert.Collection(
            refused.Problems,
            problem => Assert.StartsWith("Line 4: interval must be a duration", problem),
            problem => Assert.StartsWith("Line 3: 'primary_keys' is unknown; known are ", problem),
            problem => Assert.Equal("Line 8: scheduling_policy must be one of Snapshot, Triggered, Continuous.", problem));
    }

    [Theory]
    [InlineData("")]
    [InlineData("just a text")]
    [InlineData("a: [1, 2")]
    public void Parse_NoDefinition_SaysSo(string text) =>
        Assert.NotEmpty(Assert.Throws<SyncedTableDefinitionException>(() => SyncedTableDefinitionFile.Parse(text)).Problems);

    [Fact]
    public void Parse_OneTargetTwice_IsRefused()
    {
        SyncedTableDefinitionException refused = Assert.Throws<SyncedTableDefinitionException>(() => SyncedTableDefinitionFile.Parse("""
            - {source_path: /a, target: t, primary_key_columns: [id]}
            - {source_path: /b, target: public.t, primary_key_columns: [id]}
            """));

        Assert.Equal(["Target public.t is there 2 times."], refused.Problems);
    }
}
