using System.Globalization;
using Lakebase.Buffering;
using Lakebase.Flushing;
using Lakebase.Resilience;
using Lakebase.Schema;
using Npgsql;
using NpgsqlTypes;

namespace Lakebase.DeadLetters;

/// <summary>Dead letters in a table of the same database: they are committed with the good rows of their batch, or not at all.</summary>
internal sealed class DeadLetterTable(QualifiedName name, DeadLetterOrigin origin) : IDeadLetterDestination
{
    private const string Facts = "target_table, query_id, partition_id, epoch, row_number, sqlstate, reason, column_name";

    private const int FactCount = 8;

    public string Name => name.ToString();

    public async ValueTask AddAsync(
        FlushTransaction transaction, RowBatch batch, int row, DeadLetter letter, CancellationToken cancellationToken)
    {
        DeadLetterPayload payload = new(batch.Mapping);
        NpgsqlBatchCommand insert = new(
            $"INSERT INTO {name.ToSql()} ({Facts}, payload) "
            + $"SELECT {FactParameters(payload.ParameterCount + 1)}, row_to_json(p) FROM {payload.From}");
        payload.AddParameters(insert.Parameters, batch, row);
        AddFacts(insert.Parameters, batch, letter);
        PostgresException? refused = await transaction.TryAsync(
            _ =>
            {
                transaction.Add(insert);
                return ValueTask.CompletedTask;
            },
            error => WriteErrorClassifier.Classify(error) == WriteErrorKind.Data,
            cancellationToken).ConfigureAwait(false);
        if (refused is not null)
        {
            NpgsqlBatchCommand bytes = new(string.Create(
                CultureInfo.InvariantCulture,
                $"INSERT INTO {name.ToSql()} ({Facts}, payload_bytes) VALUES ({FactParameters(1)}, ${FactCount + 1})"));
            AddFacts(bytes.Parameters, batch, letter);
            bytes.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = DeadLetterPayload.Bytes(batch, row) });
            transaction.Add(bytes);
        }
    }

    public ValueTask PersistAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Discard()
    {
        // The rollback takes them along.
    }

    /// <summary>What the writer needs of the table. The payload is json: jsonb refuses texts that a row may hold.</summary>
    public static CompanionTable Describe(string option, QualifiedName name) => new(
        option,
        name,
        [
            ("failed_at", "timestamp with time zone NOT NULL DEFAULT now()"),
            ("target_table", "text NOT NULL"),
            ("query_id", "text NOT NULL"),
            ("partition_id", "bigint NOT NULL"),
            ("epoch", "bigint NOT NULL"),
            ("row_number", "bigint NOT NULL"),
            ("sqlstate", "text NOT NULL"),
            ("reason", "text NOT NULL"),
            ("column_name", "text"),
            ("payload", "json"),
            ("payload_bytes", "bytea"),
        ],
        ["INSERT"]);

    private static string FactParameters(int first) =>
        string.Join(", ", Enumerable.Range(first, FactCount).Select(i => string.Create(CultureInfo.InvariantCulture, $"${i}")));

    private void AddFacts(NpgsqlParameterCollection parameters, RowBatch batch, DeadLetter letter)
    {
        parameters.Add(new NpgsqlParameter<string> { TypedValue = batch.Mapping.Table.Name.ToString() });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = origin.QueryId });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = origin.Partition });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = origin.Epoch });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = letter.RowNumber });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = letter.SqlState });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = letter.Reason });
        parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)letter.Column ?? DBNull.Value });
    }
}
