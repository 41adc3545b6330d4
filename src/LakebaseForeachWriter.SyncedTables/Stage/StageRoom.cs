namespace Lakebase.SyncedTables.Stage;

/// <summary>
/// As many sessions at a time as the process may have connections to a database; the partitions of all tables beyond that wait. To wait
/// long is no fault as long as those who are in get on: a wait ends only when for a whole patience nobody in the room has moved a row, come
/// or left. Thread-safe.
/// </summary>
internal sealed class StageRoom(int size, TimeProvider time)
{
    /// <summary>
    /// How long all sessions may stand still before one that waits gives up. A batch on its way ends by FlushTimeout, so this is for
    /// partitions whose rows do not come. Spark opens a partition before it has its first row, which a sort or a join may take minutes for.
    /// </summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromMinutes(15);

    private readonly SemaphoreSlim _free = new(size);
    private long _lastProgress = time.GetTimestamp();

    /// <summary>Takes a place; each one must <see cref="Leave"/>.</summary>
    /// <param name="partition">Who waits, for the message.</param>
    /// <param name="patience">How long all others may stand still.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SyncedTableException">All others stand still.</exception>
    public async ValueTask EnterAsync(int partition, TimeSpan patience, CancellationToken cancellationToken)
    {
        long came = time.GetTimestamp();
        TimeSpan rest = patience;
        while (!await TryEnterAsync(rest, cancellationToken).ConfigureAwait(false))
        {
            // Who came late does not blame the others for what was before.
            long since = Math.Max(came, Volatile.Read(ref _lastProgress));
            rest = patience - time.GetElapsedTime(since);
            if (rest <= TimeSpan.Zero)
            {
                throw new SyncedTableException(
                    $"partition {partition}: no connection became free: all {size} that this process may have are taken, and for "
                    + $"{patience} no partition that has one has copied a row. Look for locks on the server and for a slow source; more "
                    + "partitions at a time need a higher SyncedTablesOptions.MaxConnections, of which each executor has its part.")
                { IsTransient = true };
            }
        }

        Progress();
    }

    /// <summary>Says that a session gets on.</summary>
    public void Progress() => Volatile.Write(ref _lastProgress, time.GetTimestamp());

    /// <summary>Gives a place back.</summary>
    public void Leave()
    {
        Progress();
        _free.Release();
    }

    private async ValueTask<bool> TryEnterAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using CancellationTokenSource passing = new(limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(passing.Token, cancellationToken);
        try
        {
            await _free.WaitAsync(either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
