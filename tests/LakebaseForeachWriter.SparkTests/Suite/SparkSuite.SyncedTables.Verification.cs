using Lakebase.SparkTests.SyncedTables;
using Lakebase.SyncedTables;
using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.Snapshot;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;
using Npgsql;

namespace Lakebase.SparkTests;

// What a snapshot's verification sees.
public abstract partial class SparkSuite
{
    [Fact]
    public async Task SyncedTables_Checksums_SeeEveryChangeOfAValue()
    {
        RequireWholeScript();
        DeltaSource source = NewSource("checksums");
        source.Create(RowsOfEveryType);
        await using SyncedTableEngine engine = NewEngine();
        SyncedTableDefinition definition = Definition(source, SchedulingPolicy.Snapshot);
        await RunAsync(engine, definition);
        DataFrame rows = Session.Sql($"SELECT * FROM {source.Sql}");
        StructType schema = (StructType)rows.Schema();
        TargetLayout layout = TargetLayout.Create(definition, schema);
        IReadOnlyList<RangeChecksum> wanted = Checksum.OfSource(rows, layout);
        await using NpgsqlConnection connection = await _postgres.ConnectAsync();
        string[] changes =
        [
            "flag = NOT flag", "tiny = tiny + 1", "small = small + 1", "big = big + 1", "single = 1", "single = 'NaN'", "double = 1",
            "text = text || ' '", "money = money + 0.000000000000000001", "raw = raw || '\\x00'", "day = day + 1",
            "at = at + interval '1 microsecond'",
            "wall = wall + interval '1 microsecond'", "ints = ints || '3'", "facts = facts || '{\"j\": 1}'",
            "nested = nested || '{\"z\": 1}'",
            "day = 'infinity'", "at = '-infinity'", "wall = 'infinity'", "text = 'a', raw = '\\x3b4e'",
            .. schema.Fields.Skip(1).Select(field => $"\"{field.Name}\" = NULL"),
        ];

        Assert.Equal(wanted, await OfTableAsync());
        foreach (string change in changes)
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await ExecuteAsync(connection, $"UPDATE {definition.Target} SET {change} WHERE id = 1");
            Assert.False(wanted.SequenceEqual(await OfTableAsync()), change);
        }

        // Minus zero, no text for null, a row for another one.
        foreach (string sql in (string[])["SET single = 0 WHERE id = 2", "SET text = NULL WHERE id = 2", "SET id = 4 WHERE id = 3"])
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await ExecuteAsync(connection, $"UPDATE {definition.Target} {sql}");
            Assert.False(wanted.SequenceEqual(await OfTableAsync()), sql);
        }

        async Task<IReadOnlyList<RangeChecksum>> OfTableAsync() =>
            await Checksum.OfTableAsync(connection, layout.Target.Name, layout, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(InvalidValueHandling.Replace, "-infinity|-infinity|-infinity", "infinity")]
    [InlineData(InvalidValueHandling.Null, "NULL|NULL|NULL", "NULL")]
    public async Task SyncedTables_DaysAndTimesBeyondPostgres_AreWhatThePolicySays(
        InvalidValueHandling invalidValues, string before, string after)
    {
        RequireWholeScript();
        DeltaSource source = NewSource("calendar");

        // Spark 3.5 asks what is meant by days before 1582, Spark 4 does not.
        string[] settings = ["spark.sql.parquet.datetimeRebaseModeInWrite", "spark.sql.parquet.int96RebaseModeInWrite"];
        Array.ForEach(settings, setting => Session.Conf().Set(setting, "CORRECTED"));
        source.Create("""
            SELECT 1 AS id, date_from_unix_date(-2440589) AS day, timestamp_micros(-210866803200000001) AS at,
                   CAST('-5000-01-01 00:00:00' AS TIMESTAMP_NTZ) AS wall
            UNION ALL SELECT 2, date_from_unix_date(-2440588), timestamp_micros(-210866803200000000), TIMESTAMP_NTZ '0001-01-01 00:00:00'
            UNION ALL SELECT 3, date_from_unix_date(2145042906), TIMESTAMP '9999-12-31 00:00:00 UTC', TIMESTAMP_NTZ '9999-12-31 00:00:00'
            """);
        Array.ForEach(settings, setting => Session.Conf().Unset(setting));
        await using SyncedTableEngine engine = NewEngine();
        SyncedTableDefinition definition = Definition(source, SchedulingPolicy.Snapshot);
        definition.InvalidValues = invalidValues;

        await RunAsync(engine, definition);

        List<string> rows = ReadTable(definition.Target);
        Assert.Equal($"1|{before}", rows[0]);
        Assert.StartsWith("2|4714-11-24 BC|4714-11-24 00:00:00+00 BC|", rows[1], StringComparison.Ordinal);
        Assert.StartsWith($"3|{after}|9999-12-31 ", rows[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task SyncedTables_SourceThatCannotBeComputed_FailsWithoutItsValues()
    {
        DeltaConnector.Require(_spark.Version);
        SyncedTableDefinition view = new() { SourceTable = $"v{Guid.NewGuid():N}", Target = NewTable(), PrimaryKeyColumns = ["id"] };
        await using SyncedTableEngine engine = NewEngine();
        string? ansi = Session.Conf().Get("spark.sql.ansi.enabled", "false");
        try
        {
            Session.Conf().Set("spark.sql.ansi.enabled", true);
            Session.Sql("SELECT CAST(text AS BIGINT) AS id FROM VALUES ('1'), ('hush') AS t(text)").CreateOrReplaceTempView(view.SourceTable);

            SyncedTableException failed = await Assert.ThrowsAsync<SyncedTableException>(() => RunAsync(engine, view));

            Assert.Contains("[CAST_INVALID_INPUT] (what it says about the value is left out here", failed.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("hush", failed.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            Session.Conf().Set("spark.sql.ansi.enabled", ansi);
        }
    }

    [Fact]
    public async Task SyncedTables_CopyThatIsNotWhatTheSourceHas_IsNotSwappedIn()
    {
        RequireWholeScript();
        await using NpgsqlConnection connection = await _postgres.ConnectAsync();
        await RequireSuperuserAsync(connection);
        DeltaSource source = NewSource("spoiled");
        source.Create("SELECT id, CAST(id AS STRING) AS text FROM range(100)");
        string metadata = $"spoiled_{Guid.NewGuid():N}"[..16];
        await using SyncedTableEngine engine = new(
            new LakebaseWriterOptions { ConnectionString = Database },
            new SyncedTablesOptions { MetadataSchema = metadata, MaxRetryAttempts = 0 });
        SyncedTableDefinition definition = Definition(source, SchedulingPolicy.Snapshot);
        await RunAsync(engine, definition);
        List<string> before = ReadTable(definition.Target);
        source.Run("UPDATE {t} SET text = 'new' WHERE id = 7");

        // The server itself changes one value of what is copied.
        await OnInsertsIntoNewTablesAsync(
            connection,
            metadata,
            $"starts_with(schema_name, '{metadata}_load_')",
            "IF NEW.id = 50 THEN NEW.text := 'spoiled'; END IF; RETURN NEW");
        try
        {
            Assert.Contains("the copy is not what the source has", await FailureAsync(engine, definition), StringComparison.Ordinal);
        }
        finally
        {
            await ExecuteAsync(connection, $"DROP EVENT TRIGGER {metadata}");
        }

        Assert.Equal(before, ReadTable(definition.Target));
    }

    // As after a crash or a failover that took the last commits along: neither the stage's rows are there nor the records of its partitions.
    [Fact]
    public async Task SyncedTables_ChangesOfWhichNothingIsLeft_AreNotTakenForNone()
    {
        RequireWholeScript();
        await using NpgsqlConnection connection = await _postgres.ConnectAsync();
        await RequireSuperuserAsync(connection);
        DeltaSource source = NewSource("lost");
        source.Create("SELECT id, CAST(id AS STRING) AS text FROM range(100)");
        string metadata = $"lost_{Guid.NewGuid():N}"[..16];
        await using SyncedTableEngine engine = new(
            new LakebaseWriterOptions { ConnectionString = Database },
            new SyncedTablesOptions { MetadataSchema = metadata, MaxRetryAttempts = 0 });
        SyncedTableDefinition definition = Definition(source, SchedulingPolicy.Triggered);
        await RunAsync(engine, definition);
        source.Run("UPDATE {t} SET text = 'new' WHERE id = 7");
        await OnInsertsIntoNewTablesAsync(connection, metadata, $"schema_name = '{metadata}'", "RETURN NULL");
        await ExecuteAsync(
            connection,
            $"CREATE TRIGGER on_insert BEFORE INSERT ON {metadata}.partitions FOR EACH ROW EXECUTE FUNCTION {metadata}.on_insert()");
        try
        {
            Assert.Contains("knows nothing of their copy", await FailureAsync(engine, definition), StringComparison.Ordinal);
        }
        finally
        {
            await ExecuteAsync(connection, $"DROP EVENT TRIGGER {metadata}; DROP TRIGGER on_insert ON {metadata}.partitions");
        }

        await RunAsync(engine, definition);
        Assert.Contains("7|new", ReadTable(definition.Target));
    }

    // An event trigger, of the schema's name, that gives new tables a trigger.
    private static Task OnInsertsIntoNewTablesAsync(
        NpgsqlConnection connection, string schema, string whichTables, string body) => ExecuteAsync(
        connection,
        $"""
        CREATE FUNCTION {schema}.on_insert() RETURNS trigger LANGUAGE plpgsql AS $body$BEGIN {body}; END$body$;
        CREATE FUNCTION {schema}.on_create() RETURNS event_trigger LANGUAGE plpgsql AS
        $body$DECLARE made record; BEGIN
            FOR made IN SELECT * FROM pg_event_trigger_ddl_commands() WHERE {whichTables} AND object_type = 'table' LOOP
                EXECUTE format(
                    'CREATE TRIGGER on_insert BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION {schema}.on_insert()',
                    made.object_identity);
            END LOOP;
        END$body$;
        CREATE EVENT TRIGGER {schema} ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION {schema}.on_create()
        """);

    private static async Task RequireSuperuserAsync(NpgsqlConnection connection)
    {
        await using NpgsqlCommand rights = new("SELECT rolsuper FROM pg_roles WHERE rolname = current_user", connection);
        bool isSuper = (bool)(await rights.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        Assert.SkipUnless(isSuper, "Event triggers need a superuser.");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
