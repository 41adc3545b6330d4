using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Lakebase.Schema;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests;

/// <summary>
/// Random rows of random schemas, through every path, into tables that we make and tables that exist with other types that are accepted:
/// what is in the table equals the same values as literals, which only PostgreSQL's own parser reads.
/// </summary>
public sealed class RandomRowsTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private const int DistinctRows = 12;
    private const int SchemasPerPath = 3;

    private static readonly Kind[] Kinds =
    [
        new(Of(SourceTypeKind.Boolean), ["boolean"], random => random.Next(2) == 0, value => $"'{value}'"),
        new(Of(SourceTypeKind.Byte), ["smallint", "integer", "bigint", "numeric"], random => (sbyte)random.Next(-128, 128), Number),
        new(Of(SourceTypeKind.Short), ["smallint", "integer", "bigint", "numeric(5)"], random => (short)random.Next(short.MinValue, 32_768), Number),
        new(Of(SourceTypeKind.Int), ["integer", "bigint", "numeric"], random => random.Next(int.MinValue, int.MaxValue), Number),
        new(Of(SourceTypeKind.Long), ["bigint", "numeric"], Long, Number),
        new(Of(SourceTypeKind.Float), ["real", "double precision"], Float, value => Number((double)(float)value)),
        new(Of(SourceTypeKind.Double), ["double precision", "numeric"], Double, Number),
        new(SourceType.Decimal(38, 20), ["numeric(38,20)", "numeric"], Unscaled, value => $"{value}::numeric * 1e-20::numeric"),
        new(Of(SourceTypeKind.String), ["text", "varchar", "varchar(40)", "jsonb", "json"], Text, value => $"E'{Escaped((string)value)}'"),
        new(Of(SourceTypeKind.Binary), ["bytea"], random => Bytes(random, random.Next(20)), value => $"'\\x{Convert.ToHexString((byte[])value)}'"),
        new(Of(SourceTypeKind.Date), ["date", "timestamp"], random => random.Next(-2_000_000, 10_000_000), value => $"(date '1970-01-01' + {Number(value)})"),
        new(Of(SourceTypeKind.Timestamp), ["timestamptz"], Moment, value => $"(timestamptz '1970-01-01 00:00:00Z' + '{Number(value)} microseconds'::interval)"),
        new(Of(SourceTypeKind.TimestampNtz), ["timestamp"], Moment, value => $"(timestamp '1970-01-01' + '{Number(value)} microseconds'::interval)"),
        new(Of(SourceTypeKind.DayTimeInterval), ["interval"], Long, value => $"'{Number(value)} microseconds'"),
        new(Of(SourceTypeKind.YearMonthInterval), ["interval"], random => random.Next(-2_000_000, 2_000_000), value => $"'{Number(value)} months'"),
    ];

    public static TheoryData<WriteMode, int, bool> Paths => new()
    {
        { WriteMode.Insert, 60, true },
        { WriteMode.Insert, 60, false },
        { WriteMode.Insert, 1_600, false },
        { WriteMode.BulkInsert, 60, true },
        { WriteMode.BulkInsert, 60, false },
        { WriteMode.Upsert, 60, true },
        { WriteMode.Upsert, 60, false },
        { WriteMode.Upsert, 10_100, false },
    };

    private int _tables;

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task CompleteAsync_RandomRowsOfRandomSchemas_AreReadBackEqual(WriteMode mode, int rows, bool isTableMade) =>
        await Scenarios(isTableMade).HoldsAsync(
            PropertyCheck.NewSeed(),
            rows > 1_000 ? 1 : SchemasPerPath,
            scenario => WriteAndCompareAsync(scenario, mode, rows, isTableMade));

    private static Arbitrary<Scenario> Scenarios(bool isTableMade)
    {
        Gen<Scenario> scenarios =
            from count in Gen.Choose(1, 6)
            from columns in Seeded(random => Column.Of(random, isTableMade)).ArrayOf(count)
            from values in Gen.CollectToArray(columns, column => Seeded(column.Value)).ArrayOf(DistinctRows)
            select new Scenario(columns, values);
        return Arb.From(scenarios, scenario => scenario.Smaller());
    }

    private static Gen<T> Seeded<T>(Func<Random, T> make) => Gen.Choose(int.MinValue, int.MaxValue).Select(seed => make(new Random(seed)));

    private async Task WriteAndCompareAsync(Scenario scenario, WriteMode mode, int rows, bool isTableMade)
    {
        (Column[] columns, object?[][] values) = scenario;
        string table = $"t{_tables++}";
        SourceSchema schema = Schema(
            [("id", Of(SourceTypeKind.Int)), .. columns.Select((column, i) => ($"C {i}", column.Type))]);
        LakebaseWriterOptions options = Options(table, mode, mode == WriteMode.Upsert ? ["id"] : []);
        options.CreateTable = isTableMade;
        options.BatchSize = rows;
        if (!isTableMade)
        {
            string definition = string.Join(", ", columns.Select((column, i) => $"\"C {i}\" {column.Target}"));
            await ExecuteAsync($"CREATE TABLE {Table(table)} (id bigint PRIMARY KEY, {definition})");
        }

        await WriteAsync(schema, options, Enumerable.Range(0, rows).Select(id => (object?[])[id, .. values[id % values.Length]]));

        string literals = string.Join(", ", values.Select((row, k) =>
            $"({k}, {string.Join(", ", row.Select((value, i) => $"CAST({columns[i].Literal(value)} AS {columns[i].Target})"))})"));
        string equal = string.Join(" AND ", columns.Select((column, i) => $"t.\"C {i}\"{column.Comparable} IS NOT DISTINCT FROM e.c{i}{column.Comparable}"));
        long found = await ScalarAsync<long>($"""
            SELECT count(*) FROM {Table(table)} t JOIN (VALUES {literals}) e(k, {string.Join(", ", columns.Select((_, i) => $"c{i}"))})
            ON e.k = t.id % {values.Length} WHERE {equal}
            """);
        Assert.Equal(rows, found);
    }

    private static string Number(object value) => value switch
    {
        double number when !double.IsFinite(number) => $"'{number.ToString(CultureInfo.InvariantCulture)}'",
        IFormattable number => $"{number.ToString(null, CultureInfo.InvariantCulture)}",
        _ => throw new ArgumentException("no number"),
    };

    // All lengths of digits alike, not just the longest.
    private static object Long(Random random) => random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);

    private static object Moment(Random random) => random.NextInt64(-62_135_596_800_000_000 * 2, 9_000_000_000_000_000_000) >> random.Next(40);

    private static object Unscaled(Random random)
    {
        Int128 wide = (((Int128)random.NextInt64() * 5_000_000_000_000_000_000) + random.NextInt64()) >> random.Next(100);
        return random.Next(2) == 0 ? wide : -wide;
    }

    private static object Float(Random random)
    {
        float value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
        return float.IsFinite(value) ? value : 0.1f;
    }

    private static object Double(Random random)
    {
        double value = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30));
        return random.Next(20) == 0 ? double.NaN : value;
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static object Text(Random random)
    {
        const string Alphabet = "a Z'\"\\,{}é\n\t%😀";
        Rune[] runes = [.. Alphabet.EnumerateRunes()];
        return string.Concat(Enumerable.Range(0, random.Next(15)).Select(_ => runes[random.Next(runes.Length)].ToString()));
    }

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal);

    private sealed record Scenario(Column[] Columns, object?[][] Values)
    {
        /// <summary>Without one of the columns, without one of the rows, or with a null for a value.</summary>
        public IEnumerable<Scenario> Smaller()
        {
            for (int i = 0; i < Columns.Length && Columns.Length > 1; i++)
            {
                yield return new Scenario(Without(Columns, i), [.. Values.Select(row => Without(row, i))]);
            }

            for (int i = 0; i < Values.Length && Values.Length > 1; i++)
            {
                yield return this with { Values = Without(Values, i) };
            }

            IEnumerable<(int Row, int Column)> places =
                Enumerable.Range(0, Values.Length).SelectMany(row => Columns.Select((_, column) => (row, column)));
            foreach ((int row, int column) in places)
            {
                if (Values[row][column] is not null)
                {
                    object?[][] values = [.. Values.Select(one => (object?[])[.. one])];
                    values[row][column] = null;
                    yield return this with { Values = values };
                }
            }
        }

        public override string ToString() => string.Join("\n", (IEnumerable<string>)
        [
            string.Join(", ", Columns.Select(column => $"{column.Type} into {column.Target}")),
            .. Values.Select(row => string.Join(", ", row.Select((value, i) => Columns[i].Literal(value)))),
        ]);

        private static T[] Without<T>(T[] items, int index) => [.. items[..index], .. items[(index + 1)..]];
    }

    private sealed record Kind(
        SourceType Type, string[] Targets, Func<Random, object> Value, Func<object, string> Literal);

    private sealed record Column(Kind Kind, string Element, bool IsArray)
    {
        public SourceType Type => IsArray ? SourceType.ArrayOf(Kind.Type) : Kind.Type;

        public string Target => IsArray ? Element + "[]" : Element;

        /// <summary>json has no equality of its own.</summary>
        public string Comparable => Element == "json" ? "::text" : "";

        public static Column Of(Random random, bool isCreated)
        {
            Kind kind = Kinds[random.Next(Kinds.Length)];
            return new Column(kind, isCreated ? kind.Targets[0] : kind.Targets[random.Next(kind.Targets.Length)], random.Next(4) == 0);
        }

        public object? Value(Random random)
        {
            if (random.Next(6) == 0)
            {
                return null;
            }

            return IsArray ? Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(4) == 0 ? null : One(random)).ToArray() : One(random);
        }

        public string Literal(object? value) => value switch
        {
            null => "NULL",
            object?[] items => $"ARRAY[{string.Join(", ", items.Select(item => $"CAST({Literal(item)} AS {Element})"))}]",
            _ => Kind.Literal(value),
        };

        // A JSON column takes JSON only: the text as a JSON string.
        private object One(Random random) => Element is "jsonb" or "json"
            ? System.Text.Json.JsonSerializer.Serialize((string)Kind.Value(random))
            : Kind.Value(random);
    }
}
