using System.Buffers;
using Lakebase.Buffering;
using Lakebase.Connections;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>One COPY … FROM STDIN of a step's rows, from the first byte to the server's answer.</summary>
internal static class CopyTransfer
{
    /// <summary>As large as the connection's write buffer, so that each piece becomes one message.</summary>
    private const int ChunkBytes = 32 * 1024;

    /// <summary>How long a server may take to answer a cancellation: part of the two seconds that a stopped task has in all.</summary>
    private static readonly TimeSpan CancellationPatience = TimeSpan.FromSeconds(1);

    /// <summary>Sends the rows and waits until the server has taken them.</summary>
    /// <param name="connection">The connection, with nothing else going on.</param>
    /// <param name="copy">The COPY.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="step">Its rows.</param>
    /// <param name="timeLimit">How long it may take in all; for what the token cannot end.</param>
    /// <param name="beforeDone">Called directly before the message that ends the COPY, and commits it where no transaction is open.</param>
    /// <param name="cancellationToken">Cancels it, on the server too.</param>
    /// <exception cref="StalePlanException">The COPY asserts its types, and a column has another one.</exception>
    public static async ValueTask SendAsync(
        PooledConnection connection,
        CopyStatement copy,
        RowBatch batch,
        WriteStep step,
        TimeSpan timeLimit,
        Action? beforeDone,
        CancellationToken cancellationToken)
    {
        NpgsqlRawCopyStream stream = await BeginAsync(connection, copy, cancellationToken).ConfigureAwait(false);

        // What nobody waits for any more, because the server is silent, must end too; but the token and its patience first, which say why.
        double limit = (timeLimit + (2 * CancellationPatience)).TotalMilliseconds;
        stream.WriteTimeout = stream.ReadTimeout = (int)Math.Min(limit, int.MaxValue);

        // Npgsql cannot cancel the end of a COPY, which waits for locks and constraint checks: the server is told by another connection.
        Task cancelled = Task.CompletedTask;
        int processId = connection.Connection.ProcessID;
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            _ => cancelled = connection.Source.Cancellation.CancelAsync(processId), null);
        try
        {
            await WriteRowsAsync(connection, stream, new CopyEncoder(batch, step), cancellationToken).ConfigureAwait(false);
            beforeDone?.Invoke();
            Task ending = stream.DisposeAsync().AsTask();
            batch.WhenSent?.Invoke();
            await EndAsync(connection, ending, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException server) when (server.SqlState == PostgresErrorCodes.QueryCanceled && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The COPY was cancelled.", server, cancellationToken);
        }
        finally
        {
            // The session must not go back to the pool while somebody may still cancel what it does next.
            await registration.DisposeAsync().ConfigureAwait(false);
            await cancelled.ConfigureAwait(false);
        }
    }

    private static async ValueTask<NpgsqlRawCopyStream> BeginAsync(
        PooledConnection connection, CopyStatement copy, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.Connection.BeginRawBinaryCopyAsync(copy.Sql, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException refusal) when (copy.IsRefusal(refusal))
        {
            throw new StalePlanException(refusal);
        }
    }

    private static async ValueTask WriteRowsAsync(
        PooledConnection connection, NpgsqlRawCopyStream stream, CopyEncoder encoder, CancellationToken cancellationToken)
    {
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int length;
            while ((length = encoder.Read(chunk)) > 0)
            {
                await stream.WriteAsync(chunk.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            }

            ArrayPool<byte>.Shared.Return(chunk);
        }
        catch
        {
            // Disposal would complete the COPY and keep the rows so far.
            await CancelAsync(connection, stream).ConfigureAwait(false);
            throw;
        }
    }

    private static async ValueTask CancelAsync(PooledConnection connection, NpgsqlRawCopyStream stream)
    {
        try
        {
            await EndAsync(connection, stream.CancelAsync(), new CancellationToken(canceled: true)).ConfigureAwait(false);
        }
        catch (Exception alreadyEnded) when (alreadyEnded is NpgsqlException or ObjectDisposedException or InvalidOperationException
            or OperationCanceledException)
        {
            // The connection is lost or silent, or the server has ended the COPY by itself: nothing of it was kept.
        }
    }

    // Npgsql waits for the server's answer without a way to cancel that. A silent server gets the connection, and nobody waits for it.
    private static async ValueTask EndAsync(PooledConnection connection, Task ending, CancellationToken cancellationToken)
    {
        try
        {
            await ending.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ending.WaitAsync(CancellationPatience, CancellationToken.None).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!ending.IsCompleted)
            {
                connection.LeaveTo(ending);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }
}
