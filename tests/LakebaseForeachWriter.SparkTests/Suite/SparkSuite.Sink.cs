using Lakebase.Schema;
using Lakebase.Spark;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;
using Microsoft.Spark.Sql.Types;
using Npgsql;

namespace Lakebase.SparkTests;

// LakebaseForeachWriter on real Spark into a real PostgreSQL.
public abstract partial class SparkSuite
{
    private const string EveryType =
        """
        SELECT id, flag, tiny, small, int, big, single, double, CAST(money AS DECIMAL(10,2)) AS money, CAST(huge AS DECIMAL(38,6)) AS huge,
               text, raw, day, at, wall, months, time, ints, texts
        FROM VALUES
          (1, true, tinyint(-128), smallint(-32768), int(-2147483648), bigint('-9223372036854775808'), float('-Infinity'), double('NaN'),
           '-12345678.90', '-12345678901234567890123456789012.345678', 'ž漢😀"\'', X'00FF', DATE '0001-01-01', TIMESTAMP '1582-10-10 00:00:00.000001 UTC',
           TIMESTAMP_NTZ '2024-03-31 02:30:00', INTERVAL '1-2' YEAR TO MONTH, INTERVAL '3 04:05:06.789' DAY TO SECOND, array(1, null, 3), array('a', null)),
          (2, false, tinyint(127), smallint(32767), int(2147483647), bigint('9223372036854775807'), float('0.1'), double('1.7976931348623157E308'),
           '0', '0.000001', '', X'', DATE '9999-12-31', TIMESTAMP '9999-12-31 23:59:59.999999 UTC',
           TIMESTAMP_NTZ '0001-01-01 00:00:00', INTERVAL '-1' MONTH, INTERVAL '-1' SECOND, array(), array()),
          (3, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null)
          AS rows(id, flag, tiny, small, int, big, single, double, money, huge, text, raw, day, at, wall, months, time, ints, texts)
        """;

    private static readonly string[] EveryTypeInTheTable =
    [
        """1|t|-128|-32768|-2147483648|-9223372036854775808|-Infinity|NaN|-12345678.90|-12345678901234567890123456789012.345678|ž漢😀"'|\x00ff|0001-01-01|1582-10-10 00:00:00.000001+00|2024-03-31 02:30:00|1 year 2 mons|76:05:06.789|{1,NULL,3}|{a,NULL}""",
        """2|f|127|32767|2147483647|9223372036854775807|0.1|1.7976931348623157e+308|0.00|0.000001||\x|9999-12-31|9999-12-31 23:59:59.999999+00|0001-01-01 00:00:00|-1 mons|-00:00:01|{}|{}""",
        "3" + string.Concat(Enumerable.Repeat("|NULL", 18)),
    ];

    [Theory]
    [InlineData(WriteMode.Insert)]
    [InlineData(WriteMode.Upsert)]
    [InlineData(WriteMode.BulkInsert)]
    public void LakebaseWriter_InEveryMode_WritesEveryTypeExactly(WriteMode mode)
    {
        string table = NewTable();
        DataFrame frame = StreamOf(EveryType);

        Run(frame, new LakebaseForeachWriter(frame.Schema(), Options(table, mode, "id")));

        Assert.Equal(EveryTypeInTheTable, ReadTable(table));
    }

    [Fact]
    public void LakebaseWriter_UpsertOverEpochsWithAReplayedOne_HoldsExactlyTheSource()
    {
        string table = NewTable();
        AddLines("1 a", "2 b", "1 c");
        AddLines("2 d", "3 e");
        DataFrame frame = KeysAndValues();
        LakebaseForeachWriter writer = new(frame.Schema(), Options(table, WriteMode.Upsert, "key"));
        Run(frame, writer);
        File.Delete(_folder["checkpoint/commits/1"]); // As if the driver had died before it could note that epoch 1 is done.
        File.Delete(_folder["checkpoint/commits/.1.crc"]);
        AddLines("4 f", "1 g");

        Run(KeysAndValues(), writer);

        Assert.Equal(["1|g", "2|d", "3|e", "4|f"], ReadTable(table));
    }

    [Fact]
    public void LakebaseWriter_ReplayedEpochWithALedger_WritesEachRowOnce()
    {
        string table = NewTable();
        AddLines("1 a", "2 b");
        AddLines("3 c", "4 d");
        DataFrame frame = KeysAndValues();
        LakebaseWriterOptions options = Options(table, WriteMode.Insert);
        options.LedgerTable = table + "_ledger";
        Run(frame, new LakebaseForeachWriter(frame.Schema(), options));
        File.Delete(_folder["checkpoint/commits/1"]); // As if the driver had died before it could note that epoch 1 is done.
        File.Delete(_folder["checkpoint/commits/.1.crc"]);
        AddLines("5 e");

        Run(frame, new LakebaseForeachWriter(frame.Schema(), options));

        Assert.Equal(["1|a", "2|b", "3|c", "4|d", "5|e"], ReadTable(table));
    }

    [Fact]
    public void LakebaseWriter_NoSuchTable_FailsWithItsName()
    {
        AddLines("1 a");
        DataFrame frame = KeysAndValues();
        LakebaseWriterOptions options = Options("public.not_there", WriteMode.Insert);
        options.CreateTable = false;

        // Before the start, on the driver: no query has run.
        string message = Assert.Throws<SchemaMismatchException>(() => Start(frame, new LakebaseForeachWriter(frame.Schema(), options))).Message;

        Assert.Contains("not_there", FirstLine(message), StringComparison.Ordinal);
    }

    [Fact]
    public void LakebaseWriter_NoSuchTableWithoutPreflight_FailsOnTheExecutors()
    {
        AddLines("1 a");
        DataFrame frame = KeysAndValues();
        LakebaseWriterOptions options = Options("public.not_there", WriteMode.Insert);
        options.CreateTable = false;
        options.Preflight = false;

        StreamingQueryException failure = AwaitFailure(Start(frame, new LakebaseForeachWriter(frame.Schema(), options)));

        Assert.Contains("not_there", FirstLine(failure.Message), StringComparison.Ordinal);
    }

    [Fact]
    public void LakebaseWriter_WrongPassword_FailsWithoutShowingIt()
    {
        AddLines("1 a");
        LakebaseWriterOptions options = Options(NewTable(), WriteMode.Insert);
        options.ConnectionString = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Password = "not-this-one" }.ConnectionString;

        string message = FailureOf(KeysAndValues(), options);

        Assert.Contains("password", FirstLine(message), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("not-this-one", message, StringComparison.Ordinal);
    }

    [Fact]
    public void LakebaseWriter_UnreachableHost_FailsWithItsName()
    {
        AddLines("1 a");
        LakebaseWriterOptions options = Options(NewTable(), WriteMode.Insert);
        options.ConnectionString = "Host=127.0.0.1;Port=9;Username=nobody;Password=x;Database=none";
        options.MaxRetryAttempts = 0;

        Assert.Contains("127.0.0.1", FirstLine(FailureOf(KeysAndValues(), options)), StringComparison.Ordinal);
    }

    [Fact]
    public void LakebaseWriter_RowThatTheTableRefuses_FailsWithTheColumnAndNotTheValue()
    {
        string table = NewTable();
        Execute($"CREATE TABLE {table} (key int, value text NOT NULL)");
        AddLines("1 a", "77665544");

        string message = FailureOf(KeysAndValues(), Options(table, WriteMode.Insert));

        Assert.Contains("value", FirstLine(message), StringComparison.Ordinal);
        Assert.DoesNotContain("77665544", message, StringComparison.Ordinal);
        Assert.Empty(ReadTable(table));
    }

    [Fact]
    public void LakebaseWriter_StructOrMapColumn_IsRefusedWithTheWayOut()
    {
        DataFrame frame = StreamOf("SELECT 1 AS id, map('a', named_struct('x', 1)) AS attributes");

        Exception exception = Assert.ThrowsAny<Exception>(() => new LakebaseForeachWriter(frame.Schema(), Options("t", WriteMode.Insert)));

        Assert.Contains("attributes", exception.Message, StringComparison.Ordinal);
        Assert.Contains("to_json", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Lines of "key value"; without the value it is null.</summary>
    private DataFrame KeysAndValues() =>
        Lines().SelectExpr("CAST(split(value, ' ')[0] AS INT) AS key", "element_at(split(value || ' ', ' '), 2) AS text")
            .SelectExpr("key", "IF(text = '', NULL, text) AS value");

    private LakebaseWriterOptions Options(string table, WriteMode mode, params string[] keys) => new()
    {
        ConnectionString = Database,
        Table = table,
        Mode = mode,
        PrimaryKeys = mode == WriteMode.Upsert ? keys : [],
        CreateTable = true,
    };

    private string Database => _postgres.GetConnectionStringAsync().AsTask().GetAwaiter().GetResult();

    private string FailureOf(DataFrame frame, LakebaseWriterOptions options) =>
        Assert.ThrowsAny<Exception>(() => AwaitEnd(Start(frame, new LakebaseForeachWriter(frame.Schema(), options)))).Message;

    private static string FirstLine(string message) => message.Split('\n')[0];

    private static string NewTable() => $"t_{Guid.NewGuid():N}";

    private void Execute(string sql)
    {
        using NpgsqlDataSource database = NpgsqlDataSource.Create(Database);
        using NpgsqlCommand command = database.CreateCommand(sql);
        command.ExecuteNonQuery();
    }

    /// <summary>The rows in PostgreSQL's own text form, ordered by the first column.</summary>
    private List<string> ReadTable(string table)
    {
        using NpgsqlConnection connection = new(Database);
        connection.Open();
        using NpgsqlCommand settings = new("SET TimeZone = 'UTC'", connection);
        settings.ExecuteNonQuery();
        using NpgsqlCommand select = new($"SELECT * FROM {table} ORDER BY 1", connection) { AllResultTypesAreUnknown = true };
        using NpgsqlDataReader reader = select.ExecuteReader();
        List<string> rows = [];
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "NULL" : reader.GetString(i))));
        }

        return rows;
    }
}
