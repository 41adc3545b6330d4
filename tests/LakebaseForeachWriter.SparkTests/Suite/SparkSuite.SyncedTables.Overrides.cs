using Lakebase.LocalServers;
using Lakebase.SparkTests.SyncedTables;
using Lakebase.SyncedTables;
using Npgsql;

namespace Lakebase.SparkTests;

// Columns with other types than those of the mapping.
public abstract partial class SparkSuite
{
    // Takes what PostgreSQL's text does, and any number in parentheses: it shows which statements are sent and what is written, and has
    // none of pgvector's own checks and operators.
    private const string VectorStandIn = """
        CREATE TYPE vector;
        CREATE FUNCTION vector_in(cstring, oid, integer) RETURNS vector LANGUAGE internal IMMUTABLE STRICT AS 'textin';
        CREATE FUNCTION vector_out(vector) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
        CREATE TYPE vector (INPUT = vector_in, OUTPUT = vector_out, TYPMOD_IN = varchartypmodin, TYPMOD_OUT = varchartypmodout);
        """;

    [Fact]
    public async Task SyncedTables_VectorOverride_WithPgvector_IsWrittenVerifiedAndFollowed()
    {
        RequireWholeScript();
        await using NpgsqlConnection connection = await _postgres.ConnectAsync();
        await using NpgsqlCommand available = new("SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'", connection);
        bool isThere = (long)(await available.ExecuteScalarAsync(TestContext.Current.CancellationToken))! > 0;
        Assert.SkipUnless(isThere, "PostgreSQL's extension pgvector is not installed here.");
        await FollowVectorsAsync("CREATE EXTENSION vector", isStandIn: false);
    }

    [Fact]
    public async Task SyncedTables_VectorOverride_WithAStandInForPgvectorsType_IsWrittenVerifiedAndFollowed()
    {
        RequireWholeScript();
        await FollowVectorsAsync(VectorStandIn, isStandIn: true);
    }

    [Fact]
    public async Task SyncedTables_VarcharOverride_ValuesThatAreTooLongFollowThePolicy()
    {
        RequireWholeScript();
        DeltaSource source = NewSource("varchar");
        source.Create("SELECT * FROM VALUES (1, 'žluť'), (2, 'žluťoučký'), (3, NULL) AS t(id, text)");
        await using SyncedTableEngine engine = NewEngine();
        SyncedTableDefinition Varchar(InvalidValueHandling invalidValues)
        {
            SyncedTableDefinition definition = Definition(source, SchedulingPolicy.Triggered);
            definition.TypeOverrides.Add(new() { ColumnName = "TEXT", PgType = PgSpecificType.Varchar, Size = 5 });
            definition.InvalidValues = invalidValues;
            return definition;
        }

        Assert.Contains("column 'text'", await FailureAsync(engine, Varchar(InvalidValueHandling.Fail)), StringComparison.OrdinalIgnoreCase);
        SyncedTableDefinition replaced = Varchar(InvalidValueHandling.Replace);
        SyncedTableDefinition nulled = Varchar(InvalidValueHandling.Null);
        await RunAsync(engine, replaced);
        await RunAsync(engine, nulled);
        Assert.Equal(["1|žluť", "2|žluťo", "3|NULL"], ReadTable(replaced.Target));
        Assert.Equal(["1|žluť", "2|NULL", "3|NULL"], ReadTable(nulled.Target));

        source.Run("UPDATE {t} SET text = 'příliš dlouhý' WHERE id = 3");
        Assert.Equal("changes", (await RunAsync(engine, replaced)).LastAction);
        Assert.Equal("changes", (await RunAsync(engine, nulled)).LastAction);
        Assert.Equal("3|příli", ReadTable(replaced.Target)[2]);
        Assert.Equal("3|NULL", ReadTable(nulled.Target)[2]);
        Assert.Equal("character varying(5)", await TypeOfAsync(Database, replaced.Target, "text"));
    }

    private async Task FollowVectorsAsync(string makeType, bool isStandIn)
    {
        await using PrivatePostgres server = await PrivatePostgres.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using NpgsqlConnection connection = new(server.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using SyncedTableEngine engine = Engine(server.ConnectionString, new SyncedTablesOptions { MaxRetryAttempts = 0 });
        DeltaSource source = NewSource("vectors");
        source.Create("SELECT id, CAST(array(id, 0.5, -1e-7) AS ARRAY<FLOAT>) AS embedding, 'a' AS text FROM range(3)");
        SyncedTableDefinition definition = Definition(source, SchedulingPolicy.Triggered);
        definition.TypeOverrides.Add(new() { ColumnName = "embedding", PgType = PgSpecificType.Vector, Size = 3 });

        Assert.Contains("CREATE EXTENSION vector", await FailureAsync(engine, definition), StringComparison.Ordinal);
        await ExecuteAsync(connection, makeType);
        Assert.Equal("snapshot", (await RunAsync(engine, definition)).LastAction);
        Assert.Equal("vector(3)", await TypeOfAsync(server.ConnectionString, definition.Target, "embedding"));
        Assert.Equal(["0: 0 0.5 -1e-07", "1: 1 0.5 -1e-07", "2: 2 0.5 -1e-07"], await ReadAsync());

        source.Run("UPDATE {t} SET embedding = array(9.25, 8, 7) WHERE id = 1");
        source.Run("DELETE FROM {t} WHERE id = 0");
        source.Run("INSERT INTO {t} VALUES (4, NULL, 'b'), (5, array(1.0, 2, 3), 'c')");
        Assert.Equal("changes", (await RunAsync(engine, definition)).LastAction);
        Assert.Equal(["1: 9.25 8 7", "2: 2 0.5 -1e-07", "4: NULL", "5: 1 2 3"], await ReadAsync());
        if (!isStandIn)
        {
            await ExecuteAsync(connection, $"CREATE INDEX ON {definition.Target} USING hnsw (embedding vector_l2_ops)");
            await ExecuteAsync(connection, $"CREATE VIEW seen AS SELECT * FROM {definition.Target}");
            source.Run("UPDATE {t} SET embedding = array(1.5, 2, 3) WHERE id = 5");
            definition.SchedulingPolicy = SchedulingPolicy.Snapshot;
            Assert.Equal("difference", (await RunAsync(engine, definition)).LastAction);
            Assert.Equal("5: 1.5 2 3", (await ReadAsync())[^1]);
            await ExecuteAsync(connection, "DROP VIEW seen");
            Assert.Equal("snapshot", (await RunAsync(engine, definition)).LastAction);
            source.Run("INSERT INTO {t} VALUES (6, array(1.0, 2), 'two dimensions')");
            Assert.Contains("expected 3 dimensions", await FailureAsync(engine, definition), StringComparison.Ordinal);
        }

        // pgvector spells them [1,2,3]; the stand-in keeps what was written.
        async Task<List<string>> ReadAsync()
        {
            await using NpgsqlCommand read = new(
                $"SELECT id || ': ' || coalesce(lower(translate(embedding::text, ',[] ', ' ')), 'NULL') "
                + $"FROM {definition.Target} ORDER BY id",
                connection);
            await using NpgsqlDataReader reader = await read.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            List<string> rows = [];
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            {
                rows.Add(reader.GetString(0));
            }

            return rows;
        }
    }

    private static async Task<string> TypeOfAsync(string connectionString, string target, string column)
    {
        await using NpgsqlConnection connection = new(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using NpgsqlCommand type = new(
            $"SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = '{target}'::regclass AND attname = '{column}'",
            connection);
        return (string)(await type.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
