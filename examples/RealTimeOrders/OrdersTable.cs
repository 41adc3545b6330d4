using Lakebase;
using Lakebase.Examples;
using Npgsql;

namespace RealTimeOrders;

/// <summary>The table that the orders go to.</summary>
internal sealed class OrdersTable(Database database)
{
    /// <summary>Its name for SQL and for the writer.</summary>
    public const string Name = "public.real_time_orders";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>What the writer is told.</summary>
    public LakebaseWriterOptions WriterOptions(TimeSpan? interval)
    {
        LakebaseWriterOptions options = database.WriterOptions;
        options.Table = Name;
        options.Mode = WriteMode.Upsert;
        options.PrimaryKeys = ["order_id"];
        options.CreateTable = true;
        if (interval is { } wait)
        {
            options.BatchInterval = wait;
        }
        else
        {
            options.FlushMode = FlushMode.WhenIdle;
        }

        return options;
    }

    /// <summary>Drops what an earlier run has left, if the user says so.</summary>
    /// <exception cref="SetupException">It is there, and may not be dropped.</exception>
    public async Task ClearAsync(bool replace, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellationToken);
        await using var exists = new NpgsqlCommand($"SELECT to_regclass('{Name}') IS NOT NULL", connection);
        if (!(bool)(await exists.ExecuteScalarAsync(cancellationToken))!)
        {
            return;
        }

        if (!replace)
        {
            throw new SetupException(
                $"The table {Name} is there already, so the result could not be checked. Use --replace to drop it first.");
        }

        await using var drop = new NpgsqlCommand($"DROP TABLE {Name}", connection);
        await drop.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Compares the table, row by row and value by value, with the last order of each id that the topic holds.</summary>
    /// <exception cref="SetupException">It is another one, also after it has been given time.</exception>
    public async Task VerifyAsync(Dictionary<long, Order> last, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Patience);
        await using NpgsqlConnection connection = await database.OpenAsync(cancellationToken);
        while (await DifferenceAsync(connection, last, cancellationToken) is { } difference)
        {
            if (deadline.IsCancellationRequested)
            {
                throw new SetupException($"The table {Name} is not what the topic says: {difference}.");
            }

            // Rows may still be on their way.
            await Task.Delay(Pause, cancellationToken);
        }

        Console.WriteLine($"Verified: {last.Count:N0} orders, each as its last record in the topic");
    }

    private static async Task<string?> DifferenceAsync(
        NpgsqlConnection connection, Dictionary<long, Order> last, CancellationToken cancellationToken)
    {
        (long rows, long others) = (0, 0);
        await using var select = new NpgsqlCommand($"SELECT order_id, customer, amount, status, updated_at FROM {Name}", connection);
        await using NpgsqlDataReader reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            long updatedAt = (reader.GetDateTime(4) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            var row = new Order(reader.GetInt64(0), reader.GetString(1), reader.GetDecimal(2), reader.GetString(3), updatedAt);
            rows++;
            others += last.GetValueOrDefault(row.OrderId) == row ? 0 : 1;
        }

        return (rows == last.Count, others) switch
        {
            (true, 0) => null,
            _ => $"it holds {rows:N0} orders, {others:N0} of them with other values, and the topic {last.Count:N0} orders",
        };
    }
}
