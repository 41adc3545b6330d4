using Lakebase.Benchmarks.Peers;
using Lakebase.Benchmarks.Shapes;
using Npgsql;

namespace Lakebase.Benchmarks.Writes;

/// <summary>Everybody who writes into a shape's table over one way, connected.</summary>
internal sealed class WritersOfACell<TRow> : IAsyncDisposable
{
    private WritersOfACell(OurWriter<TRow> ours, IReadOnlyList<IBatchWriter<TRow>> all)
    {
        Ours = ours;
        All = all;
    }

    public OurWriter<TRow> Ours { get; }

    public IReadOnlyList<IBatchWriter<TRow>> All { get; }

    public static async Task<WritersOfACell<TRow>> CreateAsync(Shape<TRow> shape, bool upsert, NpgsqlConnectionStringBuilder way, Psycopg? python, Field field)
    {
        WriteMode mode = upsert ? WriteMode.Upsert : WriteMode.Insert;
        OurWriter<TRow> ours = new(shape, mode, way);
        if (field != Field.Everybody)
        {
            IEnumerable<WritePath> paths = field == Field.Ours ? [] : [WritePath.Unnest, upsert ? WritePath.Staged : WritePath.Copy];
            return new WritersOfACell<TRow>(ours, [ours, .. paths.Select(path => new OurWriter<TRow>(shape, mode, way, path))]);
        }

        List<IBatchWriter<TRow>> all =
        [
            ours,
            new NpgsqlUnnest<TRow>(shape, upsert, await ConnectAsync(way)),
            new NpgsqlValues<TRow>(shape, upsert, await ConnectAsync(way)),
        ];
        if (!upsert)
        {
            all.Add(new NpgsqlCopy<TRow>(shape, await ConnectAsync(way)));
        }

        if (python is not null)
        {
            python.Use(shape, way);
            all.Add(new PsycopgPeer<TRow>(WriteGoals.ExecuteMany, "executemany", shape, python, upsert));
            all.Add(new PsycopgPeer<TRow>(WriteGoals.SmallValues, "values", shape, python, upsert));
            if (!upsert)
            {
                all.Add(new PsycopgPeer<TRow>("text COPY (psycopg)", "copy", shape, python, upsert));
            }
        }

        return new WritersOfACell<TRow>(ours, all);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IBatchWriter<TRow> writer in All)
        {
            await writer.DisposeAsync();
        }
    }

    private static async Task<NpgsqlConnection> ConnectAsync(NpgsqlConnectionStringBuilder way)
    {
        NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(way.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
