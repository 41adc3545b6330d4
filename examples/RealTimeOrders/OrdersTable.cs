using Lakebase;
using Lakebase.Examples;
using Npgsql;

namespace RealTimeOrders;

/// <summary>The table that the orders go to: a row for each order, or for each change of one.</summary>
internal sealed class OrdersTable(Database database, bool isUpsert)
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
        options.Mode = isUpsert ? WriteMode.Upsert : WriteMode.Insert;

        // A change that came twice would fail an insert.
        options.PrimaryKeys = isUpsert ? ["order_id"] : ["order_id", "updated_at"];
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

    /// <summary>
    /// Compares the table, row by row and value by value, with the last order of each id that the topic holds; and the number of its
    /// rows with that of the orders, or of all changes.
    /// </summary>
    /// <exception cref="SetupException">It is another one, also after it has been given time.</exception>
    public async Task VerifyAsync(Dictionary<long, Order> last, long changes, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Patience);
        await using NpgsqlConnection connection = await database.OpenAsync(cancellationToken);
        long rows = isUpsert ? last.Count : changes;
        while (await DifferenceAsync(connection, last, rows, cancellationToken) is { } difference)
        {
            if (deadline.IsCancellationRequested)
            {
                throw new SetupException($"The table {Name} is not what the topic says: {difference}.");
            }

            // Rows may still be on their way.
            await Task.Delay(Pause, cancellationToken);
        }

        Console.WriteLine($"Verified: {rows:N0} rows of {last.Count:N0} orders, each as its last record in the topic");
    }

    private static async Task<string?> DifferenceAsync(
        NpgsqlConnection connection, Dictionary<long, Order> last, long expected, CancellationToken cancellationToken)
    {
        (long orders, long rows, long others) = (0, 0, 0);
        await using var select = new NpgsqlCommand(
            "SELECT DISTINCT ON (order_id) order_id, customer, amount, status, updated_at, count(*) OVER (PARTITION BY order_id) "
                + $"FROM {Name} ORDER BY order_id, updated_at DESC",
            connection);
        await using NpgsqlDataReader reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            long updatedAt = (reader.GetDateTime(4) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            var row = new Order(reader.GetInt64(0), reader.GetString(1), reader.GetDecimal(2), reader.GetString(3), updatedAt);
            orders++;
            rows += reader.GetInt64(5);
            others += last.GetValueOrDefault(row.OrderId) == row ? 0 : 1;
        }

        return orders == last.Count && rows == expected && others == 0
            ? null
            : $"it holds {rows:N0} of {expected:N0} rows, {orders:N0} of {last.Count:N0} orders, {others:N0} of them with other values";
    }
}
