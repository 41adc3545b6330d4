using Npgsql;

namespace Lakebase.SyncedTables.State;

/// <summary>Statements with positional parameters. They may take as long as they need: the token ends them, on the server too.</summary>
internal static class SqlCommands
{
    private const int NoTimeLimit = 0;

    /// <summary>Runs a statement and returns the count of rows that it changed.</summary>
    public static async ValueTask<long> ExecuteAsync(
        this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object?[] parameters)
    {
        NpgsqlCommand command = Create(connection, sql, parameters);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Runs a query and returns the first value of its first row, or the default for none or null.</summary>
    public static async ValueTask<T?> ScalarAsync<T>(
        this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object?[] parameters)
    {
        NpgsqlCommand command = Create(connection, sql, parameters);
        await using (command.ConfigureAwait(false))
        {
            object? value = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            return value is null or DBNull ? default : (T)value;
        }
    }

    /// <summary>Runs a query and returns all its rows.</summary>
    public static async ValueTask<List<T>> QueryAsync<T>(
        this NpgsqlConnection connection,
        string sql,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken,
        params object?[] parameters)
    {
        NpgsqlCommand command = Create(connection, sql, parameters);
        await using (command.ConfigureAwait(false))
        {
            List<T> rows = [];
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    rows.Add(read(reader));
                }
            }

            return rows;
        }
    }

    /// <summary>A column's text, or null.</summary>
    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>A column's value, or null.</summary>
    public static T? ValueOrNull<T>(this NpgsqlDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);

    private static NpgsqlCommand Create(NpgsqlConnection connection, string sql, object?[] parameters)
    {
        NpgsqlCommand command = new(sql, connection) { CommandTimeout = NoTimeLimit };
        foreach (object? value in parameters)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }
}
