using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Npgsql;

namespace Lakebase.SyncedTables;

/// <summary>
/// Runs statements that do not depend on one another over two connections, if there is a second one to spare, else over one.
/// </summary>
internal sealed class SideBySide(TargetDatabase database)
{
    private readonly ConcurrentQueue<Func<NpgsqlConnection, CancellationToken, ValueTask>> _rest = new();
    private ExceptionDispatchInfo? _error;

    /// <summary>Runs them, begun in their order. After the first error the others are cancelled.</summary>
    /// <param name="connection">A connection with nothing else going on.</param>
    /// <param name="steps">The steps; each uses the connection that it is given.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask RunAsync(
        NpgsqlConnection connection,
        IEnumerable<Func<NpgsqlConnection, CancellationToken, ValueTask>> steps,
        CancellationToken cancellationToken)
    {
        foreach (Func<NpgsqlConnection, CancellationToken, ValueTask> step in steps)
        {
            _rest.Enqueue(step);
        }

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // Whoever has one connection and waits for a second may wait for somebody who does the same.
        DriverConnection? second = _rest.Count > 1 ? await database.TryOpenSpareAsync(cancellationToken).ConfigureAwait(false) : null;
        if (second is null)
        {
            await WorkAsync(connection, stop).ConfigureAwait(false);
        }
        else
        {
            await using (second.ConfigureAwait(false))
            {
                await Task.WhenAll(WorkAsync(connection, stop), WorkAsync(second.Connection, stop)).ConfigureAwait(false);
            }
        }

        _error?.Throw();
    }

    private async Task WorkAsync(NpgsqlConnection connection, CancellationTokenSource stop)
    {
        try
        {
            while (!stop.IsCancellationRequested && _rest.TryDequeue(out Func<NpgsqlConnection, CancellationToken, ValueTask>? step))
            {
                await step(connection, stop.Token).ConfigureAwait(false);
            }

            stop.Token.ThrowIfCancellationRequested();
        }
        catch (Exception error)
        {
            // The first one is the reason; what is cancelled because of it says nothing.
            Interlocked.CompareExchange(ref _error, ExceptionDispatchInfo.Capture(error), null);
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }
}
