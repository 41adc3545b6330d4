using FsCheck.Fluent;
using Lakebase.Schema;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests.WriteRules;

/// <summary>Every combination of the options about keys leaves the table as row-by-row SQL does.</summary>
public sealed class WriteRulesTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private const int Combinations = 64;
    private const int InsertScenarios = 25;

    private static readonly VersionKind[] Versions = [.. Enum.GetValues<VersionKind>().Where(kind => kind != VersionKind.None)];

    private int _tables;

    [Theory]
    [InlineData(WritePath.Unnest)]
    [InlineData(WritePath.Staged)]
    public async Task Upsert_AnyCombinationOfOptions_EqualsRowByRowSql(WritePath path)
    {
        ulong seed = PropertyCheck.NewSeed();
        KeyKind[] oddKeys = await OddKeysAsync();
        for (ulong combination = 0; combination < Combinations; combination++)
        {
            ulong bits = combination;
            bool Has(int bit) => (bits & (1UL << bit)) != 0;
            await WriteScenarios.Of(
                from key in Has(5) ? Gen.Elements(oddKeys) : Gen.Elements(KeyKind.Whole, KeyKind.Nullable)
                from version in Has(0) ? Gen.Elements(Versions) : Gen.Constant(VersionKind.None)
                select new Combination(
                    WriteMode.Upsert, key, version, DoNothing: false,
                    Coalesce: Has(1), Deletes: Has(2), SkipUnchanged: Has(3), MoreColumns: Has(4)))
                .HoldsAsync(seed + bits, tests: 1, scenario => CompareAsync(path, scenario));
        }
    }

    [Theory]
    [InlineData(WriteMode.Insert, WritePath.Unnest)]
    [InlineData(WriteMode.Insert, WritePath.Staged)]
    [InlineData(WriteMode.BulkInsert, WritePath.Automatic)]
    public async Task Insert_WithAndWithoutDoNothing_EqualsRowByRowSql(WriteMode mode, WritePath path)
    {
        KeyKind[] keys = [KeyKind.Whole, KeyKind.Nullable, .. await OddKeysAsync()];
        await WriteScenarios.Of(
            from key in Gen.Elements(keys)
            from version in Gen.Elements(Versions)
            from doNothing in Gen.Elements(true, true, false)
            from moreColumns in Gen.Elements(true, false)
            select new Combination(mode, key, version, doNothing, MoreColumns: moreColumns))
            .HoldsAsync(PropertyCheck.NewSeed(), InsertScenarios, scenario => CompareAsync(path, scenario));
    }

    // NULLS NOT DISTINCT came with PostgreSQL 15.
    private async Task<KeyKind[]> OddKeysAsync() => await ScalarAsync<int>("SELECT current_setting('server_version_num')::int") < 150_000
        ? [KeyKind.Double, KeyKind.Folded]
        : [KeyKind.Double, KeyKind.Folded, KeyKind.NullsNotDistinct];

    private async Task CompareAsync(WritePath path, WriteScenario scenario)
    {
        string name = $"t{_tables++}";
        (string table, string reference) = (Table(name), Table(name + "_reference"));
        await ExecuteAsync($"{scenario.Create(table, name + "_key")}; {scenario.Create(reference, name + "_reference_key")}");
        LakebaseWriterOptions options = OptionsOf(path, scenario.Rules, name);
        foreach (object?[][] rows in scenario.Batches)
        {
            bool isTaken = !scenario.MissesAKey(rows)
                && await TryExecuteAsync(string.Join(";", rows.Select(row => scenario.RowByRow(reference, row))));
            Exception? refused = await Record.ExceptionAsync(() => WriteAsync(SchemaOf(scenario.Rules), options, rows));

            Assert.True(isTaken == refused is null, refused?.ToString() ?? "The batch was taken, and row by row it is refused.");
            Assert.Equal(await ContentAsync(reference), await ContentAsync(table));
        }
    }

    private LakebaseWriterOptions OptionsOf(WritePath path, Combination rules, string table)
    {
        bool isUpsert = rules.Mode == WriteMode.Upsert;
        LakebaseWriterOptions options = Options(table, rules.Mode, isUpsert ? ["k"] : []);
        options.WritePath = path;
        options.OnConflict = rules.DoNothing ? ConflictAction.DoNothing : ConflictAction.Fail;
        options.ConflictIndex = isUpsert && rules.Key == KeyKind.Folded ? $"{table}_key" : null;
        options.VersionColumn = isUpsert && rules.Version != VersionKind.None ? "v" : null;
        options.CoalesceColumns = rules.Coalesce ? ["b"] : [];
        options.OperationColumn = isUpsert ? "op" : null;
        options.SkipUnchanged = rules.SkipUnchanged;

        // A batch is one transaction, as its rows are in the reference; nothing may cut it in two.
        options.BatchInterval = TimeSpan.FromMinutes(1);
        return options;
    }

    private static SourceSchema SchemaOf(Combination rules)
    {
        SourceType key = rules.Key switch
        {
            KeyKind.Double => Of(SourceTypeKind.Double),
            KeyKind.Folded => Of(SourceTypeKind.String),
            _ => Of(SourceTypeKind.Int),
        };
        SourceType version = rules.Version switch
        {
            VersionKind.Numeric => SourceType.Decimal(20, 0),
            VersionKind.Text or VersionKind.Uuid or VersionKind.Jsonb => Of(SourceTypeKind.String),
            _ => Of(SourceTypeKind.Long),
        };
        (string, SourceType)[] columns =
            [("k", key), ("a", Of(SourceTypeKind.Int)), ("b", Of(SourceTypeKind.String)), ("v", version),
                ("op", Of(SourceTypeKind.String))];
        return Schema(rules.Mode == WriteMode.Upsert ? columns : columns[..4]);
    }

    private async Task<bool> TryExecuteAsync(string sql)
    {
        try
        {
            await ExecuteAsync(sql);
            return true;
        }
        catch (Npgsql.PostgresException refused) when (refused.SqlState is "23505" or "23502")
        {
            return false;
        }
    }

    private async Task<IEnumerable<string>> ContentAsync(string table) =>
        (await RowsAsync($"SELECT * FROM {table}")).Order(StringComparer.Ordinal);
}
