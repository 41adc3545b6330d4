using Lakebase.Schema;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests;

/// <summary>Every combination of the options about keys leaves the table as row-by-row SQL does.</summary>
public sealed class WriteRulesTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private const int BatchesPerCombination = 3;

    private static readonly SourceSchema Rows = Schema(
        ("k", Of(SourceTypeKind.Int)), ("a", Of(SourceTypeKind.Int)), ("b", Of(SourceTypeKind.String)), ("v", Of(SourceTypeKind.Long)), ("op", Of(SourceTypeKind.String)));

    private static readonly SourceSchema FloatKeys = new(
        [new SourceColumn("k", Of(SourceTypeKind.Double)), .. Rows.Columns.Skip(1)]);

    [Theory]
    [InlineData(WritePath.Unnest)]
    [InlineData(WritePath.Staged)]
    public async Task Upsert_AnyCombinationOfOptions_EqualsRowByRowSql(WritePath path)
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        for (int combination = 0; combination < 64; combination++)
        {
            bool Has(int bit) => (combination & (1 << bit)) != 0;
            Combination rules = new(Has(0), Has(1), Has(2), Has(3), Has(4), Has(5));
            await CompareAsync(path, rules, random, $"seed {seed}, combination {combination}: {rules}");
        }
    }

    private async Task CompareAsync(WritePath path, Combination rules, Random random, string what)
    {
        string name = $"t{path}{Math.Abs(what.GetHashCode(StringComparison.Ordinal))}";
        string key = rules.FuzzyKey ? "double precision" : "integer";
        string more = rules.MoreColumns ? ", more int DEFAULT 7" : "";
        foreach (string table in (string[])[name, name + "_reference"])
        {
            await ExecuteAsync($"CREATE TABLE {Table(table)} (k {key} PRIMARY KEY, a int, b text, v bigint{more})");
            string values = rules.MoreColumns ? "(0, 1, 'x', 2, 8), (1, 1, 'y', NULL, 9)" : "(0, 1, 'x', 2), (1, 1, 'y', NULL)";
            await ExecuteAsync($"INSERT INTO {Table(table)} VALUES {values}");
        }

        LakebaseWriterOptions options = Options(name, WriteMode.Upsert, "k");
        options.WritePath = path;
        options.VersionColumn = rules.Version ? "v" : null;
        options.CoalesceColumns = rules.Coalesce ? ["b"] : [];
        options.OperationColumn = "op";
        options.SkipUnchanged = rules.SkipUnchanged;
        for (int i = 0; i < BatchesPerCombination; i++)
        {
            object?[][] rows = [.. Enumerable.Range(0, random.Next(1, 14)).Select(_ => Row(random, rules))];
            await ExecuteAsync(string.Join(";", rows.Select(row => RowByRow(Table(name + "_reference"), row, rules))));
            await WriteAsync(rules.FuzzyKey ? FloatKeys : Rows, options, rows);

            string[] expected = await RowsAsync($"SELECT * FROM {Table(name + "_reference")} ORDER BY k");
            string[] actual = await RowsAsync($"SELECT * FROM {Table(name)} ORDER BY k");
            string batch = string.Join(" ", rows.Select(row => $"({string.Join(",", row.Select(value => value ?? "null"))})"));
            Assert.True(expected.SequenceEqual(actual), $"{what}\nbatch {batch}\nexpected {string.Join(" ", expected)}\nactual {string.Join(" ", actual)}");
        }
    }

    private static object?[] Row(Random random, Combination rules)
    {
        double[] fuzzy = [0.0, -0.0, 1.0, 2.0];
        object key = rules.FuzzyKey ? (object)fuzzy[random.Next(fuzzy.Length)] : random.Next(4);
        bool isDelete = rules.Deletes && random.Next(3) == 0;
        return
        [
            key,
            random.Next(3) == 0 ? null : random.Next(3),
            random.Next(2) == 0 ? null : $"{(char)('x' + random.Next(3))}",
            random.Next(4) == 0 ? null : (long)random.Next(-2, 4),
            isDelete ? "delete" : "upsert",
        ];
    }

    private static string RowByRow(string table, object?[] row, Combination rules)
    {
        string Value(int i) => row[i] switch
        {
            null => "NULL",
            string text => $"'{text}'",
            double zero when double.IsNegative(zero) => "'-0'::double precision",
            var number => FormattableString.Invariant($"{number}"),
        };
        string guard = rules.Version ? $"({Value(3)}::bigint > t.v OR t.v IS NULL AND {Value(3)}::bigint IS NOT NULL)" : "true";
        return (string)row[4]! == "delete"
            ? $"DELETE FROM {table} t WHERE k = {Value(0)} AND {guard}"
            : $"INSERT INTO {table} AS t (k, a, b, v) VALUES ({Value(0)}, {Value(1)}, {Value(2)}, {Value(3)}) ON CONFLICT (k) DO UPDATE "
                + $"SET a = excluded.a, b = {(rules.Coalesce ? "coalesce(excluded.b, t.b)" : "excluded.b")}, v = excluded.v WHERE {guard}";
    }

    private sealed record Combination(bool Version, bool Coalesce, bool Deletes, bool SkipUnchanged, bool MoreColumns, bool FuzzyKey);
}
