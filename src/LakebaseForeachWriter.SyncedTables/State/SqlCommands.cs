using Npgsql;

namespace Lakebase.SyncedTables.State;

/// <summary>
/// Statements with positional parameters. They may take as long as they need (the token ends them, on the server too), but for the short
/// ones.
/// </summary>
internal static class SqlCommands
{
    private const int NoTimeLimit = 0;

    /// <summary>Runs a statement and returns the count of rows that it changed.</summary>
    public static ValueTask<long> ExecuteAsync(
        this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object?[] parameters) =>
        ExecuteAsync(Create(connection, sql, parameters, NoTimeLimit), cancellationToken);

    /// <summary>Runs a query and returns the first value of its first row, or the default for none or null.</summary>
    public static ValueTask<T?> ScalarAsync<T>(
        this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object?[] parameters) =>
        ScalarAsync<T>(Create(connection, sql, parameters, NoTimeLimit), cancellationToken);

    /// <summary>Runs a query and returns all its rows.</summary>
    public static ValueTask<List<T>> QueryAsync<T>(
        this NpgsqlConnection connection,
        string sql,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken,
        params object?[] parameters) => QueryAsync(Create(connection, sql, parameters, NoTimeLimit), read, cancellationToken);

    /// <summary>The same for a statement about a few rows: a server that does not answer it within the connection's own time limit has
    /// fallen silent.</summary>
    public static ValueTask<long> ExecuteShortAsync(
        this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object?[] parameters) =>
        ExecuteAsync(Create(connection, sql, parameters), cancellationToken);

    /// <inheritdoc cref="ExecuteShortAsync"/>
    public static ValueTask<T?> ScalarShortAsync<T>(
        this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object?[] parameters) =>
        ScalarAsync<T>(Create(connection, sql, parameters), cancellationToken);

    /// <inheritdoc cref="ExecuteShortAsync"/>
    public static ValueTask<List<T>> QueryShortAsync<T>(
        this NpgsqlConnection connection,
        string sql,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken,
        params object?[] parameters) => QueryAsync(Create(connection, sql, parameters), read, cancellationToken);

    /// <summary>A column's text, or null.</summary>
    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>A column's value, or null.</summary>
    public static T? ValueOrNull<T>(this NpgsqlDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);

    private static async ValueTask<long> ExecuteAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask<T?> ScalarAsync<T>(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command.ConfigureAwait(false))
        {
            object? value = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            return value is null or DBNull ? default : (T)value;
        }
    }

    private static async ValueTask<List<T>> QueryAsync<T>(
        NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
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

    private static NpgsqlCommand Create(NpgsqlConnection connection, string sql, object?[] parameters, int? timeLimit = null)
    {
        NpgsqlCommand command = new(sql, connection);
        command.CommandTimeout = timeLimit ?? command.CommandTimeout;
        foreach (object? value in parameters)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }
}
