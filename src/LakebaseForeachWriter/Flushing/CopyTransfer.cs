using System.Buffers;
using Lakebase.Buffering;
using Lakebase.Connections;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>One COPY … FROM STDIN of a request's rows, from the first byte to the server's answer.</summary>
internal static class CopyTransfer
{
    /// <summary>As large as the connection's write buffer, so that each piece becomes one message.</summary>
    private const int ChunkBytes = 32 * 1024;

    /// <summary>Sends the rows and waits until the server has taken them.</summary>
    /// <param name="connection">The connection, with nothing else going on.</param>
    /// <param name="copySql">The COPY statement, in binary format.</param>
    /// <param name="request">The rows.</param>
    /// <param name="beforeDone">Called directly before the message that ends the COPY, and commits it where no transaction is open.</param>
    /// <param name="cancellationToken">Cancels it, on the server too.</param>
    public static async ValueTask SendAsync(
        PooledConnection connection, string copySql, FlushRequest request, Action? beforeDone, CancellationToken cancellationToken)
    {
        NpgsqlRawCopyStream stream = await connection.Connection.BeginRawBinaryCopyAsync(copySql, cancellationToken).ConfigureAwait(false);

        // Npgsql cannot cancel the end of a COPY, which waits for locks and constraint checks: the server is told by another connection.
        Task cancelled = Task.CompletedTask;
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            _ => cancelled = connection.Cancellation.CancelAsync(connection.Connection.ProcessID), null);
        try
        {
            await WriteRowsAsync(stream, new CopyEncoder(request.Batch, request.Rows), cancellationToken).ConfigureAwait(false);
            beforeDone?.Invoke();
            await stream.DisposeAsync().ConfigureAwait(false);
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

    private static async ValueTask WriteRowsAsync(NpgsqlRawCopyStream stream, CopyEncoder encoder, CancellationToken cancellationToken)
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
            await CancelAsync(stream).ConfigureAwait(false);
            throw;
        }
    }

    private static async ValueTask CancelAsync(NpgsqlRawCopyStream stream)
    {
        try
        {
            await stream.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception alreadyEnded) when (alreadyEnded is NpgsqlException or ObjectDisposedException or InvalidOperationException)
        {
            // The connection is lost or the server has ended the COPY by itself: nothing of it was kept.
        }
    }
}
