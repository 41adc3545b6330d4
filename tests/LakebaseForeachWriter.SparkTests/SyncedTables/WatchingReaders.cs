using Npgsql;

namespace Lakebase.SparkTests.SyncedTables;

/// <summary>
/// Readers that look at a target all the time, one of them in long REPEATABLE READ transactions. In every version of the source all rows
/// hold one number and their count is the same, so whoever sees anything else has seen a part of a version.
/// </summary>
internal sealed class WatchingReaders : IAsyncDisposable
{
    private readonly string _connectionString;
    private readonly string _target;
    private readonly long _rows;
    private readonly CancellationTokenSource _end = new();
    private readonly Task[] _readers;
    private long _looks;
    private volatile string? _seen;

    public WatchingReaders(string connectionString, string target, long rows)
    {
        (_connectionString, _target, _rows) = (connectionString, target, rows);
        _readers = [Task.Run(() => ReadAsync(TimeSpan.Zero)), Task.Run(() => ReadAsync(TimeSpan.FromMilliseconds(400)))];
    }

    /// <summary>How often a target was seen.</summary>
    public long Looks => Interlocked.Read(ref _looks);

    /// <summary>What was seen and must not be, or null.</summary>
    public string? Violation => _seen;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_readers);
    }

    private async Task ReadAsync(TimeSpan length)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await using NpgsqlConnection connection = new(_connectionString);
                await connection.OpenAsync(_end.Token);
                while (!_end.IsCancellationRequested)
                {
                    await LookAsync(connection, length);
                }
            }
            catch (Exception down) when (down is NpgsqlException or OperationCanceledException or InvalidOperationException or IOException)
            {
                // The server is being killed, or the target does not exist yet.
                await Task.Delay(20);
            }
        }
    }

    private async Task LookAsync(NpgsqlConnection connection, TimeSpan length)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(
            length == TimeSpan.Zero ? System.Data.IsolationLevel.ReadCommitted : System.Data.IsolationLevel.RepeatableRead, _end.Token);

        // Its snapshot is taken before it touches the target.
        await QueryAsync(connection, "SELECT 1, 1, 1");
        await Task.Delay(length / 2, _end.Token);
        (long Count, long Least, long Most) first = await QueryAsync(connection, $"SELECT count(*), coalesce(min(v), 0), coalesce(max(v), 0) FROM {_target}");
        await Task.Delay(length / 2, _end.Token);
        (long Count, long Least, long Most) again = length == TimeSpan.Zero
            ? first
            : await QueryAsync(connection, $"SELECT count(*), coalesce(min(v), 0), coalesce(max(v), 0) FROM {_target}");
        await transaction.CommitAsync(_end.Token);
        Interlocked.Increment(ref _looks);
        if (first.Count != _rows || first.Least != first.Most || first != again)
        {
            _seen = $"{first} and then {again}, with {_rows} rows in every version";
        }
    }

    private static async Task<(long, long, long)> QueryAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 10 };
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (Convert.ToInt64(reader[0]), Convert.ToInt64(reader[1]), Convert.ToInt64(reader[2]));
    }
}
