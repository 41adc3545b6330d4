using System.Threading.Channels;

namespace Microsoft.Spark.Interop;

/// <summary>Gives collected references back to the JVM, in batches on one connection of its own.</summary>
internal sealed class ReleaseQueue : IDisposable
{
    // Replies are five bytes: this many fit the socket's buffer, so writing first and reading afterwards cannot block both sides.
    private const int BatchSize = 256;

    private readonly Channel<string> _ids = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Func<GatewayConnection> _connect;
    private readonly Task _loop;
    private long _pending;

    public ReleaseQueue(Func<GatewayConnection> connect)
    {
        _connect = connect;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>References that are waiting to be given back.</summary>
    public long Pending => Interlocked.Read(ref _pending);

    /// <summary>Never blocks: finalisers call it.</summary>
    public void Add(string id)
    {
        Interlocked.Increment(ref _pending);
        if (!_ids.Writer.TryWrite(id))
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    public void Dispose() => _ids.Writer.TryComplete();

    private async Task RunAsync()
    {
        GatewayConnection? connection = null;
        var commands = new List<string>(BatchSize);
        try
        {
            while (await _ids.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                while (commands.Count < BatchSize && _ids.Reader.TryRead(out var id))
                {
                    commands.Add(CommandWriter.Release(id));
                }

                connection ??= _connect();
                connection.ExchangeAll(commands);
                Interlocked.Add(ref _pending, -commands.Count);
                commands.Clear();
            }
        }
        catch (IOException)
        {
            // The JVM is gone, and every object with it. Whoever calls it next is told so.
            _ids.Writer.TryComplete();
        }
        finally
        {
            connection?.Dispose();
        }
    }
}
