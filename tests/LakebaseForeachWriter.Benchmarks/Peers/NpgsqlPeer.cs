using System.Diagnostics;
using Npgsql;

namespace Lakebase.Benchmarks.Peers;

/// <summary>What peers on Npgsql have in common: one open connection.</summary>
internal abstract class NpgsqlPeer<TRow>(NpgsqlConnection connection) : IBatchWriter<TRow>
{
    public abstract string Name { get; }

    protected NpgsqlConnection Connection { get; } = connection;

    public async Task<double> WriteAsync(TRow[] rows, int version, int flush)
    {
        await PrepareAsync(Math.Min(flush, rows.Length));
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < rows.Length; i += flush)
        {
            await FlushAsync(rows, i, Math.Min(flush, rows.Length - i));
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    /// <summary>Makes its statements ready, the first time; not timed.</summary>
    protected virtual Task PrepareAsync(int flush) => Task.CompletedTask;

    /// <summary>Writes and commits a part of the rows.</summary>
    protected abstract Task FlushAsync(TRow[] rows, int from, int count);

    protected async Task ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = new(sql, Connection);
        await command.ExecuteNonQueryAsync();
    }
}
