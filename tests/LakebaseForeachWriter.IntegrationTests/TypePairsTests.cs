using Lakebase.Schema;
using Lakebase.TestSupport;
using Npgsql;

namespace Lakebase.IntegrationTests;

/// <summary>
/// Every source type into every type of column that takes it, in every mode and by every path: each pair has a way that works, so none
/// needs rows spelled out in a VALUES list.
/// </summary>
public sealed class TypePairsTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private static readonly (WriteMode Mode, WritePath Path, bool SkipUnchanged)[] Ways =
    [
        (WriteMode.Insert, WritePath.Automatic, false),
        (WriteMode.Insert, WritePath.Unnest, false),
        (WriteMode.Insert, WritePath.Copy, false),
        (WriteMode.Insert, WritePath.Staged, false),
        (WriteMode.BulkInsert, WritePath.Automatic, false),
        (WriteMode.Upsert, WritePath.Unnest, true),
        (WriteMode.Upsert, WritePath.Staged, false),
    ];

    [Fact]
    public async Task Write_EverySourceIntoEveryColumnThatTakesIt_ArrivesByEveryPath() => await WriteEverywhereAsync(TypeSamples.All);

    [Fact]
    public async Task Write_ArraysOfEverySourceIntoEveryColumnThatTakesThem_ArriveByEveryPath() =>
        await WriteEverywhereAsync([.. TypeSamples.All.Select(sample => sample.AsArray())]);

    private async Task WriteEverywhereAsync(IReadOnlyList<TypeSample> samples)
    {
        List<string> types = [.. TypeSamples.ColumnTypes(Table)];
        if (await TryAddExtensionAsync("citext"))
        {
            types.Add("citext");
        }

        await ExecuteAsync(TypeSamples.UserTypes(Table));
        List<string> columns = [.. types, .. types.Where(column => !column.EndsWith(']')).Select(column => column + "[]")];
        await ExecuteAsync($"CREATE TABLE {Table("all")} ({string.Join(", ", columns.Select((column, i) => $"c{i} {column}"))})");
        await using NpgsqlConnection connection = new(ConnectionString);
        await connection.OpenAsync(Cancellation);
        TargetTable all = (await TargetTableReader.ReadAsync(connection, QualifiedName.Parse(Table("all")), Cancellation))!.Value.Table;
        for (int i = 0; i < samples.Count; i++)
        {
            TypeSample sample = samples[i].WithUserTypes(Table);
            (string Sql, TypeChoice Choice)[] accepted = [.. all.Columns
                .Select((column, place) => (columns[place], TypeRules.Choose(sample.Type, column.Type)))
                .Where(pair => pair.Item2.Refusal is null && sample.Fits(pair.Item1))];
            Assert.NotEmpty(accepted);
            await WriteEveryWayAsync(sample, [.. accepted.Select(pair => pair.Sql)], $"t{i}", path => path != WritePath.Copy);
            string[] copied = [.. accepted.Where(pair => pair.Choice.CopiesDirectly).Select(pair => pair.Sql)];
            await WriteEveryWayAsync(sample, copied, $"copied{i}", path => path == WritePath.Copy);
        }
    }

    private async Task WriteEveryWayAsync(TypeSample sample, string[] targets, string table, Func<WritePath, bool> isWanted)
    {
        if (targets.Length == 0)
        {
            return;
        }

        string columns = string.Join(", ", targets.Select((target, i) => $"c{i} {target}"));
        await ExecuteAsync($"CREATE TABLE {Table(table)} (id int PRIMARY KEY, {columns})");
        SourceSchema schema = Schema([("id", Of(SourceTypeKind.Int)), .. targets.Select((_, i) => ($"c{i}", sample.Type))]);
        foreach ((WriteMode mode, WritePath path, bool skipUnchanged) in Ways.Where(way => isWanted(way.Path)))
        {
            LakebaseWriterOptions options = Options(table, mode, mode == WriteMode.Upsert ? ["id"] : []);
            (options.WritePath, options.SkipUnchanged, options.ComplexTypes) = (path, skipUnchanged, ComplexTypeHandling.Json);
            for (int round = 0; round < (mode == WriteMode.Upsert ? 2 : 1); round++)
            {
                object?[] values = [.. targets.Select(sample.ValueFor)];
                await WriteAsync(schema, options, [[0, .. values], [1, .. new object?[targets.Length]], [2, .. values]]);
            }

            string differing = string.Join(" || ", targets.Select((target, i) => $"CASE WHEN {sample.IsExpected(target, $"c{i}")} THEN '' "
                + $"ELSE {Literal($"{target} = ")} || coalesce(c{i}::text, 'NULL') || '; ' END"));
            string nulls = string.Join(" AND ", targets.Select((_, i) => $"c{i} IS NULL"));
            Assert.Equal($"{sample.Type}, {mode}, {path}: ", $"{sample.Type}, {mode}, {path}: "
                + await ScalarAsync<string>($"SELECT string_agg({differing}, '') FROM {Table(table)} WHERE id <> 1"));
            Assert.Equal(1, await ScalarAsync<long>($"SELECT count(*) FROM {Table(table)} WHERE id = 1 AND {nulls}"));
            await ExecuteAsync($"TRUNCATE {Table(table)}");
        }
    }

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
