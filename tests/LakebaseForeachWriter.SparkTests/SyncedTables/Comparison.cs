using System.Globalization;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;
using Npgsql;

namespace Lakebase.SparkTests.SyncedTables;

/// <summary>
/// All rows of a source, to compare targets with: value by value and in both directions. Both sides make one text of a row, each from its
/// own values and not in the engine's way; floats, which they would spell differently, stand behind it.
/// </summary>
internal sealed class Comparison
{
    private const string Separator = "'|'";

    private readonly string _source;
    private readonly StructType _schema;
    private readonly string[] _rows;

    private Comparison(string source, StructType schema, string[] rows)
    {
        _source = source;
        _schema = schema;
        _rows = rows;
    }

    /// <summary>How many rows the source has.</summary>
    public int Rows => _rows.Length;

    /// <summary>Reads the source as it is.</summary>
    public static Comparison With(SparkSession session, string source)
    {
        DataFrame rows = session.Sql($"SELECT * FROM {source}");
        StructType schema = (StructType)rows.Schema();
        string[] floats = [.. schema.Fields.Where(IsFloating).Select(field => $"`{field.Name}`")];
        IEnumerable<Row> texts = rows.SelectExpr([$"{TextOf(schema, InSpark)} AS text", .. floats]).Collect();
        return new Comparison(source, schema, Sorted(texts.Select(row => Text(row.Values))));
    }

    /// <summary>Fails with rows that only one side has.</summary>
    public async Task AssertEqualAsync(NpgsqlConnection connection, string target, string step)
    {
        string[] there = await ReadAsync(connection, target);
        if (_rows.AsSpan().SequenceEqual(there))
        {
            return;
        }

        string missing = string.Join(" / ", _rows.Except(there).Take(3));
        string tooMany = string.Join(" / ", there.Except(_rows).Take(3));
        Assert.Fail($"{step}: {target} has {there.Length} rows, {_source} {_rows.Length}. Missing: {missing}. Too many: {tooMany}");
    }

    private async Task<string[]> ReadAsync(NpgsqlConnection connection, string target)
    {
        string floats = string.Concat(_schema.Fields.Where(IsFloating).Select(field => $", \"{field.Name}\""));
        string sql = $"SELECT {TextOf(_schema, InPostgres)}{floats} FROM {target}";
        await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 0 };
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        object?[] values = new object?[reader.FieldCount];
        while (await reader.ReadAsync())
        {
            reader.GetValues(values!);
            rows.Add(Text(values));
        }

        return Sorted(rows);
    }

    private static string TextOf(StructType schema, Func<StructField, string> text)
    {
        IEnumerable<string> texts = schema.Fields.Where(field => !IsFloating(field)).Select(field => $"coalesce({text(field)}, 'NULL')");
        return $"concat_ws({Separator}, {string.Join(", ", texts)})";
    }

    private static string[] Sorted(IEnumerable<string> rows)
    {
        string[] sorted = [.. rows];
        Array.Sort(sorted, StringComparer.Ordinal);
        return sorted;
    }

    private static bool IsFloating(StructField field) => field.DataType is DoubleType or FloatType;

    private static string InSpark(StructField field)
    {
        string name = $"`{field.Name}`";
        return field.DataType switch
        {
            TimestampType => $"CAST(unix_micros({name}) AS STRING)",
            DateType => $"CAST(unix_date({name}) AS STRING)",
            StringType => $"concat('=', {name})",
            BooleanType or ByteType or ShortType or IntegerType or LongType or DecimalType { Scale: <= 6 } => $"CAST({name} AS STRING)",
            _ => throw new NotSupportedException($"Column {field.Name} is {field.DataType.SimpleString}."),
        };
    }

    private static string InPostgres(StructField field)
    {
        string name = $"\"{field.Name}\"";
        return field.DataType switch
        {
            TimestampType => $"(extract(epoch FROM {name}) * 1000000)::bigint::text",
            DateType => $"({name} - date '1970-01-01')::text",
            StringType => $"'=' || {name}",
            _ => $"{name}::text",
        };
    }

    private static string Text(IReadOnlyList<object?> values) => values.Count == 1
        ? (string)values[0]!
        : string.Join('|', values.Select(value => value switch
        {
            null or DBNull => "NULL",
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            float number => number.ToString("R", CultureInfo.InvariantCulture),
            _ => (string)value,
        }));
}
