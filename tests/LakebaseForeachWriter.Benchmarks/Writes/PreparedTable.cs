using Lakebase.Benchmarks.Peers;
using Lakebase.Benchmarks.Server;
using Lakebase.Benchmarks.Shapes;

namespace Lakebase.Benchmarks.Writes;

/// <summary>
/// A table that is the same at the beginning of every turn: rows that a turn added are deleted after it, and dead ones vacuumed away.
/// Existing rows get the two versions of their values by turns, so that every turn changes them.
/// </summary>
internal sealed class PreparedTable<TRow> : IAsyncDisposable
{
    private const int Versions = 2;

    private readonly BenchServer _server;
    private readonly Shape<TRow> _shape;
    private readonly int _tableRows;
    private TRow[][] _rows = [];
    private string _firstNewKey = "";

    private PreparedTable(BenchServer server, Shape<TRow> shape, int tableRows)
    {
        _server = server;
        _shape = shape;
        _tableRows = tableRows;
    }

    /// <summary>Makes and fills the table.</summary>
    public static async Task<PreparedTable<TRow>> CreateAsync(BenchServer server, Shape<TRow> shape, int tableRows)
    {
        await server.ExecuteAsync(shape.CreateTable(shape.Name));
        await using (NpgsqlCopy<TRow> copy = new(shape, await server.ConnectAsync()))
        {
            foreach (int[] part in Enumerable.Range(0, tableRows).Chunk(100_000))
            {
                await copy.WriteAsync(shape.Rows(part, version: -1), 0, part.Length);
            }
        }

        await server.ExecuteAsync($"VACUUM ANALYZE {shape.Name}");
        Console.Error.WriteLine($"  {shape.Name}: a table of {tableRows} rows is ready");
        return new PreparedTable<TRow>(server, shape, tableRows);
    }

    /// <summary>Which version of the rows a turn writes.</summary>
    public static int VersionOf(int turn) => turn % Versions;

    /// <summary>The rows that a turn writes.</summary>
    public TRow[] Rows(int turn) => _rows[VersionOf(turn)];

    /// <summary>Chooses the rows of a cell: some that are in the table, anywhere, and new ones behind its last, mixed.</summary>
    public async Task ChooseAsync(int count, double existing)
    {
        Random random = new(count);
        int known = (int)(count * existing);
        HashSet<int> numbers = [];
        while (numbers.Count < known)
        {
            numbers.Add(random.Next(_tableRows));
        }

        int[] all = [.. numbers, .. Enumerable.Range(_tableRows, count - known)];
        if (known > 0)
        {
            random.Shuffle(all);
        }

        _rows = [.. Enumerable.Range(0, Versions).Select(version => _shape.Rows(all, version))];
        string key = _shape.Keys[0];
        _firstNewKey = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{key} >= {_shape.Columns.Single(column => column.Name == key).Boxed(_shape.Row(_tableRows, 0))}");
        for (int version = 0; version < Versions; version++)
        {
            string expected = Expected(version);
            await _server.ExecuteAsync($"DROP TABLE IF EXISTS {expected}; {_shape.CreateTable(expected)}");
            await using NpgsqlCopy<TRow> copy = new(new Renamed(_shape, expected), await _server.ConnectAsync());
            await copy.WriteAsync(_rows[version], version, count);
            await _server.ExecuteAsync($"ANALYZE {expected}");
        }
    }

    /// <summary>
    /// Writes the turn's rows by a statement that finds them in a table of the same server: what the server itself needs, whoever
    /// the client is. Returns the seconds.
    /// </summary>
    public async Task<double> WriteWithoutClientAsync(int turn, bool upsert)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        await _server.ExecuteAsync(
            $"INSERT INTO {_shape.Name} ({_shape.ColumnList}) SELECT {_shape.ColumnList} FROM {Expected(VersionOf(turn))}{(upsert ? _shape.OnConflict : "")}");
        return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Throws unless the turn's rows are in the table as they should, and no others; makes the table what it was.</summary>
    public async Task VerifyAndRestoreAsync(string contender, int turn)
    {
        int count = Rows(turn).Length;
        string expected = Expected(VersionOf(turn));
        string same = string.Join(" AND ", _shape.Keys.Select(key => $"t.{key} = e.{key}"));
        long right = await _server.ScalarAsync<long>(
            $"SELECT count(*) FROM {expected} e JOIN {_shape.Name} t ON {same} WHERE ROW(t.*) IS NOT DISTINCT FROM ROW(e.*)");
        long added = await _server.ScalarAsync<long>($"SELECT count(*) FROM {_shape.Name} WHERE {_firstNewKey}");
        long meant = await _server.ScalarAsync<long>($"SELECT count(*) FROM {expected} WHERE {_firstNewKey}");
        if (right != count || added != meant)
        {
            throw new InvalidOperationException(
                $"{contender} wrote {right} of {count} rows into {_shape.Name} as they should be, and {added} of {meant} new ones: the benchmark is void.");
        }

        await _server.ExecuteAsync($"DELETE FROM {_shape.Name} WHERE {_firstNewKey}");
        await _server.ExecuteAsync($"VACUUM {_shape.Name}");

        // Index pages that the first one emptied can be used again after the second only. Without it every other turn finds none and takes
        // half as long again, and with an odd number of contenders that is for many rounds the same contenders' turn.
        await _server.ExecuteAsync($"VACUUM (INDEX_CLEANUP ON) {_shape.Name}");
    }

    public async ValueTask DisposeAsync() =>
        await _server.ExecuteAsync($"DROP TABLE IF EXISTS {_shape.Name}, {Expected(0)}, {Expected(1)}");

    private string Expected(int version) => $"{_shape.Name}_expected_{version}";

    /// <summary>The shape of a table with another name.</summary>
    private sealed class Renamed(Shape<TRow> shape, string name) : Shape<TRow>
    {
        public override string Name => name;

        public override IReadOnlyList<Column<TRow>> Columns => shape.Columns;

        public override IReadOnlyList<string> Keys => shape.Keys;

        public override Microsoft.Spark.Sql.Types.StructType Schema => shape.Schema;

        public override TRow Row(int i, int version) => shape.Row(i, version);

        public override void Write(Npgsql.NpgsqlBinaryImporter importer, TRow row) => shape.Write(importer, row);

        public override long TextBytes(TRow row) => shape.TextBytes(row);
    }
}
