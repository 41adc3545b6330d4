using Lakebase.Buffering;
using Lakebase.Connections;
using Lakebase.Schema;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>Turns a request's rows into the statements that write them.</summary>
internal static class StepSelection
{
    /// <summary>
    /// The steps of these rows. Where keys can be equal to the server and not in their bytes, it asks the server which are: one round trip.
    /// </summary>
    /// <exception cref="NullKeyException">A row has a null in a key column.</exception>
    public static async ValueTask<IReadOnlyList<WriteStep>> SelectAsync(
        PooledConnection connection, FlushRequest request, CancellationToken cancellationToken)
    {
        TableMapping mapping = request.Batch.Mapping;
        if (mapping.ConflictIndex is null)
        {
            return [WriteStep.Write(request.Batch.InKeyOrder(request.Rows))];
        }

        ReadOnlyMemory<int> rows = new RowOperations(request.Batch).Relevant(request.Rows);
        KeyGroups.ThrowOnNull(request.Batch, rows);
        KeyGroups groups = mapping.HasExactKey || rows.Length < 2
            ? KeyGroups.ByBytes(request.Batch, rows)
            : KeyGroups.ByRank(rows, await RanksAsync(connection, request.Batch, rows, cancellationToken).ConfigureAwait(false));
        return KeyReduction.Plan(request.Batch, groups);
    }

    /// <summary>The steps of these rows, without I/O: where only the server can tell keys apart, each row is a step of its own.</summary>
    /// <param name="request">The rows.</param>
    /// <param name="inOrder">Whether each row is a step of its own in any case.</param>
    /// <exception cref="NullKeyException">A row has a null in a key column.</exception>
    public static IReadOnlyList<WriteStep> SelectWithoutServer(FlushRequest request, bool inOrder)
    {
        TableMapping mapping = request.Batch.Mapping;
        if (mapping.ConflictIndex is null)
        {
            return [WriteStep.Write(request.Batch.InKeyOrder(request.Rows))];
        }

        RowOperations operations = new(request.Batch);
        ReadOnlyMemory<int> rows = operations.Relevant(request.Rows);
        KeyGroups.ThrowOnNull(request.Batch, rows);
        return inOrder || !mapping.HasExactKey
            ? operations.OneByOne(rows)
            : KeyReduction.Plan(request.Batch, KeyGroups.ByBytes(request.Batch, rows));
    }

    private static async ValueTask<IReadOnlyList<long>> RanksAsync(
        PooledConnection connection, RowBatch batch, ReadOnlyMemory<int> rows, CancellationToken cancellationToken)
    {
        NpgsqlCommand command = new(KeySql.Ranks(batch.Mapping), connection.Connection);
        await using (command.ConfigureAwait(false))
        {
            UnnestParameters.Add(command.Parameters, batch, batch.Mapping.KeyOrdinals, WriteStep.Write(rows));
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                List<long> ranks = new(rows.Length);
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    ranks.Add(reader.GetInt64(0));
                }

                return ranks;
            }
        }
    }
}
