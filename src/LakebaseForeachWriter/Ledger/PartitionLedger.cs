using Lakebase.Connections;
using Lakebase.Flushing;
using Lakebase.Schema;
using Npgsql;

namespace Lakebase.Ledger;

/// <summary>
/// One partition's row in the ledger: how many rows of its epoch are in the table, and which attempt may add to them. Moved on in the
/// transaction of the rows, so that it is right whatever happens to a connection or a process.
/// </summary>
/// <remarks>Used by one task at a time.</remarks>
internal sealed class PartitionLedger
{
    private readonly LakebaseWriterOptions _options;
    private readonly LedgerTable _table;
    private readonly string _queryId;
    private readonly WriterContext _context;

    // The names under which this attempt may stand in the ledger; the last one is its own.
    private readonly List<Guid> _attempts = [Guid.NewGuid()];
    private string _target = "";

    /// <summary>The row of an epoch's partition, not claimed yet.</summary>
    /// <exception cref="LakebaseOptionsException">Nobody says which query this is.</exception>
    public PartitionLedger(LakebaseWriterOptions options, WriterContext context)
    {
        _options = options;
        _table = new LedgerTable(QualifiedName.Parse(options.LedgerTable!));
        _context = context;
        _queryId = context.QueryIdOr(options.LedgerQueryId ?? "");
        if (_queryId.Length == 0)
        {
            throw new LakebaseOptionsException(
                ["LedgerTable needs an id of the query that is the same after a restart, and there is none here: set LedgerQueryId."]);
        }
    }

    /// <summary>Rows of this epoch that are in the table.</summary>
    public long RowsDone { get; private set; }

    /// <summary>Whether a later epoch has begun, so that all of this one is in the table.</summary>
    public bool IsEpochOver { get; private set; }

    /// <summary>Whether a commit's answer was lost: the ledger must be asked before the next try.</summary>
    public bool IsInDoubt { get; private set; }

    /// <summary>Makes the row this attempt's. One round trip; may be repeated after a failure.</summary>
    public async ValueTask ClaimAsync(PooledConnection connection, QualifiedName target, CancellationToken cancellationToken)
    {
        _target = target.ToString();
        NpgsqlCommand command = new(_table.ClaimSql, connection.Connection);
        AddRow(command.Parameters);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = _attempts[^1] });
        long? rows = await ReadAsync(command, cancellationToken).ConfigureAwait(false);
        RowsDone = rows ?? 0;
        IsEpochOver = rows is null;
    }

    /// <summary>Queues the statement that moves the row on, as part of a transaction. It fails if the row is another attempt's.</summary>
    public void AddAdvance(FlushTransaction transaction, long rowsDone)
    {
        NpgsqlBatchCommand command = new(_table.AdvanceSql);
        AddRow(command.Parameters);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = _attempts[^1] });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = RowsDone });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = rowsDone });
        transaction.Add(command);
    }

    /// <summary>The transaction that moved the row on is committed.</summary>
    public void Advanced(long rowsDone) => RowsDone = rowsDone;

    /// <summary>A commit's answer was lost.</summary>
    public void Doubt() => IsInDoubt = true;

    /// <summary>
    /// Asks what became of the commit whose answer was lost; afterwards the lost connection can no longer commit it. One round trip.
    /// </summary>
    /// <exception cref="SupersededAttemptException">The row is another attempt's.</exception>
    public async ValueTask ResolveAsync(PooledConnection connection, CancellationToken cancellationToken)
    {
        Guid[] known = [.. _attempts];
        _attempts.Add(Guid.NewGuid());
        NpgsqlCommand command = new(_table.RenewSql, connection.Connection);
        AddRow(command.Parameters);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = _attempts[^1] });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = known });
        RowsDone = await ReadAsync(command, cancellationToken).ConfigureAwait(false)
            ?? throw new SupersededAttemptException(_options.LedgerTable!);
        IsInDoubt = false;
    }

    private void AddRow(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<string> { TypedValue = _queryId });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = _target });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = _context.Partition });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = _context.Epoch });
    }

    private static async ValueTask<long?> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command.ConfigureAwait(false))
        {
            return (long?)await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
