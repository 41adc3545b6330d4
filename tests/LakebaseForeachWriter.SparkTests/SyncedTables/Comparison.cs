using System.Globalization;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;
using Npgsql;

namespace Lakebase.SparkTests.SyncedTables;

/// <summary>Compares a target with its source, value by value and in both directions.</summary>
internal static class Comparison
{
    /// <summary>Fails with the rows that only one side has.</summary>
    public static async Task AssertEqualAsync(SparkSession session, string source, NpgsqlConnection connection, string target, string step)
    {
        StructType schema = (StructType)session.Sql($"SELECT * FROM {source} LIMIT 0").Schema();
        List<string> wanted = OfSource(session, source, schema);
        List<string> there = await OfTargetAsync(connection, target, schema);
        string[] missing = [.. wanted.Except(there).Take(3)];
        string[] tooMany = [.. there.Except(wanted).Take(3)];
        Assert.True(
            missing.Length == 0 && tooMany.Length == 0 && wanted.Count == there.Count,
            $"{step}: {target} has {there.Count} rows, {source} {wanted.Count}. Missing: {string.Join(" / ", missing)}. Too many: {string.Join(" / ", tooMany)}");
    }

    private static List<string> OfSource(SparkSession session, string source, StructType schema)
    {
        string columns = string.Join(", ", schema.Fields.Select(field => field.DataType switch
        {
            TimestampType => $"unix_micros(`{field.Name}`)",
            DateType => $"unix_date(`{field.Name}`)",
            _ => $"`{field.Name}`",
        }));
        return [.. session.Sql($"SELECT {columns} FROM {source}").Collect()
            .Select(row => string.Join('|', row.Values.Select(Text))).Order(StringComparer.Ordinal)];
    }

    private static async Task<List<string>> OfTargetAsync(NpgsqlConnection connection, string target, StructType schema)
    {
        string columns = string.Join(", ", schema.Fields.Select(field => field.DataType switch
        {
            TimestampType => $"(extract(epoch FROM \"{field.Name}\") * 1000000)::bigint",
            DateType => $"\"{field.Name}\" - date '1970-01-01'",
            _ => $"\"{field.Name}\"",
        }));
        await using NpgsqlCommand command = new($"SELECT {columns} FROM {target}", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader.IsDBNull(i) ? null : reader.GetValue(i)))));
        }

        return [.. rows.Order(StringComparer.Ordinal)];
    }

    private static string Text(object? value) => value switch
    {
        null => "NULL",
        sbyte or short or int or long => Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
