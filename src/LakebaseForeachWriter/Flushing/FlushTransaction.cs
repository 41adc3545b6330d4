using Lakebase.Buffering;
using Lakebase.Connections;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>
/// The transaction of a flush, which knows how few messages it can do with. Statements are queued and go together, in one round trip; those
/// that no other message comes before go with the commit, and then need neither BEGIN nor COMMIT: the server makes one transaction of all
/// that arrives at once. After a commit or a rollback the next statement begins another transaction.
/// </summary>
/// <remarks>Used by one task at a time. Disposal rolls back what is not committed.</remarks>
/// <param name="connection">The connection, with nothing else going on.</param>
/// <param name="timeLimit">How long the try may take; its token ends it, this is for what a token cannot end.</param>
/// <param name="guard">What must be answered before anything is written; null: nothing.</param>
internal sealed class FlushTransaction(PooledConnection connection, TimeSpan timeLimit, SessionGuard? guard = null) : IAsyncDisposable
{
    private const string Savepoint = "lakebase_rows";

    /// <summary>A server that takes longer for a ROLLBACK is silent or lost, and the session with it.</summary>
    private static readonly TimeSpan RollbackPatience = TimeSpan.FromSeconds(2);

    private readonly List<(NpgsqlBatchCommand Command, bool CountsRows)> _queue = [];

    private readonly List<string> _madeStagingTables = [];

    // Null once it was answered.
    private SessionGuard? _guard = guard;

    // Null while no BEGIN was sent, or is on its way with the next message.
    private NpgsqlTransaction? _open;

    /// <summary>The connection.</summary>
    public PooledConnection Connection { get; } = connection;

    /// <summary>
    /// Whether the message that commits may have reached the server. From then on, until its answer is there, a lost connection leaves open
    /// whether the rows are in the table; otherwise they certainly are not.
    /// </summary>
    public bool IsCommitSent { get; private set; }

    /// <summary>Rows that the server said it inserted, updated or deleted since the last <see cref="RollbackAsync"/>.</summary>
    public int AffectedRows { get; private set; }

    /// <summary>Called when queued statements are sent and there is nothing to do but wait for their answer. Not by a COPY, whose batch is
    /// told itself.</summary>
    public Action? WhenSent { get; set; }

    /// <summary>Statements that wait for the next message.</summary>
    public int QueuedStatements => _queue.Count;

    /// <summary>Whether a BEGIN was sent, or is on its way.</summary>
    public bool IsOpen => _open is not null;

    /// <summary>Subtransactions begun since the last commit or rollback.</summary>
    public int Subtransactions { get; private set; }

    /// <summary>Queues a statement; no I/O.</summary>
    /// <param name="command">The statement.</param>
    /// <param name="countsRows">Whether the rows that it changes are counted.</param>
    public void Add(NpgsqlBatchCommand command, bool countsRows = false) => _queue.Add((command, countsRows));

    /// <summary>Queues a statement without parameters; no I/O.</summary>
    public void Add(string sql) => Add(new NpgsqlBatchCommand(sql));

    /// <summary>Sends what is queued and waits for its result; the transaction stays open. One round trip, or none.</summary>
    public async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        if (_queue.Count > 0)
        {
            await BeginAsync(cancellationToken).ConfigureAwait(false);
            await SendQueueAsync(reads: false, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends what is queued, then a COPY of a step's rows. Two round trips, one more if something is queued.</summary>
    /// <param name="copy">The COPY.</param>
    /// <param name="request">The batch.</param>
    /// <param name="step">The rows.</param>
    /// <param name="commits">Whether the COPY may commit itself if nothing has come before it.</param>
    /// <param name="cancellationToken">Cancels it, on the server too.</param>
    /// <exception cref="StalePlanException">The table is another one; nothing was written.</exception>
    public async ValueTask CopyAsync(
        CopyStatement copy, FlushRequest request, WriteStep step, bool commits, CancellationToken cancellationToken)
    {
        if (copy.AssertsTypes && _guard is { IsAboutTypesOnly: true })
        {
            // The COPY itself is refused where the question would be answered with no.
            _guard = null;
        }

        // A pooler takes the server back as soon as no transaction is open: after a refused COPY that is while its rows are still on their
        // way, and the rest of a message that was half sent then swallows what somebody else sends (pgbouncer/pgbouncer#57).
        bool commitsItself = commits && _open is null && _queue.Count == 0 && Connection.Source.KeepsSessions;
        if (!commitsItself)
        {
            await SendAsync(cancellationToken).ConfigureAwait(false);
            await BeginAsync(cancellationToken).ConfigureAwait(false);
        }

        await RunGuardAsync(cancellationToken).ConfigureAwait(false);
        Action? beforeDone = commitsItself ? () => IsCommitSent = true : null;
        await CopyTransfer.SendAsync(Connection, copy, request.Batch, step, timeLimit, beforeDone, cancellationToken)
            .ConfigureAwait(false);
        IsCommitSent = false;
    }

    /// <summary>
    /// Runs statements in a subtransaction of their own and waits for its result. If they are refused, only they are undone. One round
    /// trip, or as many as the statements need.
    /// </summary>
    /// <param name="write">Queues or sends them.</param>
    /// <param name="isRefusal">Whether an error is one that they may end with; any other is thrown.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The error that they ended with, or null.</returns>
    public async ValueTask<PostgresException?> TryAsync(
        Func<CancellationToken, ValueTask> write, Func<PostgresException, bool> isRefusal, CancellationToken cancellationToken)
    {
        Subtransactions++;
        Add($"SAVEPOINT {Savepoint}");
        int affectedRows = AffectedRows;
        try
        {
            await write(cancellationToken).ConfigureAwait(false);
            Add($"RELEASE SAVEPOINT {Savepoint}");
            await SendAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (PostgresException refusal) when (isRefusal(refusal))
        {
            AffectedRows = affectedRows;
            _queue.Clear();

            // They go with the next message.
            Add($"ROLLBACK TO SAVEPOINT {Savepoint}");
            Add($"RELEASE SAVEPOINT {Savepoint}");
            return refusal;
        }
    }

    /// <summary>Sends what is queued and a query, and returns the query's one text. One round trip.</summary>
    public async ValueTask<string?> ReadTextAsync(NpgsqlBatchCommand query, CancellationToken cancellationToken)
    {
        Add(query);
        await BeginAsync(cancellationToken).ConfigureAwait(false);
        return (string?)await SendQueueAsync(reads: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Counts rows whose statement does not say how many they are.</summary>
    public void CountRows(int rows) => AffectedRows += rows;

    /// <summary>Remembers a staging table, from the commit on: until then a rollback takes it away again.</summary>
    public void MadeStagingTable(string name) => _madeStagingTables.Add(name);

    /// <summary>Sends what is queued and commits. One round trip, none if there is nothing to commit.</summary>
    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        if (_open is not null)
        {
            Add("COMMIT");
        }

        if (_queue.Count > 0)
        {
            if (_guard?.Statement is null)
            {
                await RunGuardAsync(cancellationToken).ConfigureAwait(false);
            }

            IsCommitSent = true;
            await SendQueueAsync(reads: false, cancellationToken).ConfigureAwait(false);
            IsCommitSent = false;
        }

        Connection.Session.StagingTables.UnionWith(_madeStagingTables);
        await EndAsync().ConfigureAwait(false);
    }

    /// <summary>Takes everything back since the last commit.</summary>
    /// <exception cref="TimeoutException">The server does not answer.</exception>
    public async ValueTask RollbackAsync()
    {
        _queue.Clear();
        IsCommitSent = false;
        AffectedRows = 0;
        if (!await EndAsync().ConfigureAwait(false))
        {
            throw new TimeoutException("The server does not answer a ROLLBACK.");
        }
    }

    /// <summary>Rolls back what is not committed.</summary>
    public async ValueTask DisposeAsync() => await EndAsync().ConfigureAwait(false);

    private async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        // Outside of the transaction: a rollback would take the session's name back.
        await RunGuardAsync(cancellationToken).ConfigureAwait(false);
        _open ??= await Connection.Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask RunGuardAsync(CancellationToken cancellationToken)
    {
        if (_guard is { } asked)
        {
            _guard = null;
            await asked.RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<object?> SendQueueAsync(bool reads, CancellationToken cancellationToken)
    {
        SessionGuard? travelling = _guard;
        _guard = null;
        NpgsqlBatch batch = new(Connection.Connection);
        await using (batch.ConfigureAwait(false))
        {
            if (travelling is not null)
            {
                batch.BatchCommands.Add(travelling.Statement!);
            }

            foreach ((NpgsqlBatchCommand command, _) in _queue)
            {
                batch.BatchCommands.Add(command);
            }

            object? read;
            try
            {
                read = reads
                    ? await batch.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false)
                    : await ExecuteAsync(batch, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException altered) when (travelling is not null && SessionGuard.IsRefusal(altered))
            {
                throw new StalePlanException();
            }

            travelling?.Passed();
            AffectedRows += _queue.Sum(statement => statement.CountsRows ? (int)statement.Command.Rows : 0);
            _queue.Clear();
            return read;
        }
    }

    private Task<int> ExecuteAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        Task<int> answer = batch.ExecuteNonQueryAsync(cancellationToken);
        WhenSent?.Invoke();
        return answer;
    }

    // Disposal asks for a ROLLBACK only where the server has not ended the transaction by itself, and waits for its answer without a way to
    // cancel that. A silent server gets the connection, and nobody waits for it.
    private async ValueTask<bool> EndAsync()
    {
        _madeStagingTables.Clear();
        Subtransactions = 0;
        if (_open is not { } ended)
        {
            return true;
        }

        _open = null;
        Task ending = ended.DisposeAsync().AsTask();
        try
        {
            await ending.WaitAsync(RollbackPatience).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException) when (!ending.IsCompleted)
        {
            Connection.LeaveTo(ending);
            return false;
        }
    }
}
