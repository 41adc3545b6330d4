using System.Net.Sockets;

namespace Lakebase.TestSupport.Faults;

/// <summary>One client's connection through a <see cref="FaultProxy"/>, and what has been done to it. Thread-safe.</summary>
internal sealed class ProxiedConnection(Socket client, Socket server, IReadOnlyList<Fault> plan, Action<Fault> onStruck) : IDisposable
{
    private const int TrickledBytes = 300;

    private readonly Lock _gate = new();
    private readonly List<(Fault Fault, int Left)> _waiting = [.. plan.Select(fault => (fault, fault.Occurrence))];
    private readonly MessageFramer _ofClient = new(isClient: true);
    private readonly MessageFramer _ofServer = new(isClient: false);
    private long _frozenUntil;
    private bool _isSwallowing;
    private TimeSpan _delay;

    // By direction.
    private readonly int[] _trickle = new int[2];

    /// <summary>Passes everything on until one side ends the connection, or a fault does.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAny(
        new Pump(this, client, server, _ofClient, 0).RunAsync(cancellationToken),
        new Pump(this, server, client, _ofServer, 1).RunAsync(cancellationToken));

    /// <summary>Does something to the connection, now.</summary>
    public void Strike(FaultKind kind, TimeSpan span)
    {
        lock (_gate)
        {
            switch (kind)
            {
                case FaultKind.Reset:
                    End(socket => socket.LingerState = new LingerOption(enable: true, seconds: 0));
                    break;
                case FaultKind.Finish:
                    End(socket => socket.Shutdown(SocketShutdown.Both));
                    break;
                case FaultKind.Freeze:
                    _frozenUntil = span == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)span.TotalMilliseconds;
                    break;
                case FaultKind.Swallow:
                    _isSwallowing = true;
                    break;
                case FaultKind.Trickle:
                    _trickle[0] = _trickle[1] = TrickledBytes;
                    break;
                case FaultKind.Delay:
                    _delay = span;
                    break;
            }
        }
    }

    public void Dispose()
    {
        client.Dispose();
        server.Dispose();
    }

    private void End(Action<Socket> how)
    {
        foreach (Socket socket in (Socket[])[client, server])
        {
            try
            {
                how(socket);
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                // Its other end was faster.
            }

            socket.Close();
        }
    }

    // A message has been seen: which faults it sets off, and where.
    private void Match(WireMessage message, List<(long Offset, Fault Fault)> strikes)
    {
        lock (_gate)
        {
            if (message.Kind == MessageKind.EncryptionRequest)
            {
                _ofServer.ExpectsEncryptionResponse = true;
            }

            for (int i = _waiting.Count - 1; i >= 0; i--)
            {
                (Fault fault, int left) = _waiting[i];
                if (!fault.Concerns(message))
                {
                    continue;
                }

                _waiting[i] = (fault, left - 1);
                if (left == 1)
                {
                    _waiting.RemoveAt(i);
                    strikes.Add((fault.OffsetIn(message), fault));
                }
            }
        }

        strikes.Sort((one, other) => one.Offset.CompareTo(other.Offset));
    }

    private void Strike(Fault fault)
    {
        onStruck(fault);
        Strike(fault.Kind, fault.Span);
    }

    private async ValueTask WaitWhileFrozenAsync(CancellationToken cancellationToken)
    {
        while (FrozenFor() is { } left)
        {
            await Task.Delay(left, cancellationToken);
        }
    }

    private TimeSpan? FrozenFor()
    {
        lock (_gate)
        {
            long left = _frozenUntil - Environment.TickCount64;
            return _frozenUntil == long.MaxValue ? Timeout.InfiniteTimeSpan : left > 0 ? TimeSpan.FromMilliseconds(left) : null;
        }
    }

    private (bool IsSwallowing, TimeSpan Delay, int Trickle) State(int direction)
    {
        lock (_gate)
        {
            return (_isSwallowing, _delay, _trickle[direction]);
        }
    }

    private void Trickled(int direction)
    {
        lock (_gate)
        {
            _trickle[direction]--;
        }
    }

    /// <summary>One direction: passes on what it knows the meaning of, and stops where a fault strikes.</summary>
    private sealed class Pump(ProxiedConnection connection, Socket from, Socket to, MessageFramer framer, int direction)
    {
        // Larger than a statement whose text is looked at, so that one always fits.
        private readonly byte[] _buffer = new byte[3 * MessageFramer.MaxStatementBytes];
        private readonly List<(long Offset, Fault Fault)> _strikes = [];
        private int _count;

        // Where in the stream the buffer begins.
        private long _start;

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            try
            {
                while (true)
                {
                    await connection.WaitWhileFrozenAsync(cancellationToken);
                    int read = await from.ReceiveAsync(_buffer.AsMemory(_count), cancellationToken);
                    if (read == 0)
                    {
                        return;
                    }

                    _count += read;
                    if (connection.State(direction).Delay is { Ticks: > 0 } delay)
                    {
                        await Task.Delay(delay, cancellationToken);
                    }

                    FindMessages();
                    await PassOnAsync(cancellationToken);
                }
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // One side has closed.
            }
        }

        private void FindMessages()
        {
            while (framer.NextOffset - _start is var at && at <= _count)
            {
                if (!framer.TryRead(_buffer.AsSpan((int)at, _count - (int)at), out WireMessage message))
                {
                    return;
                }

                connection.Match(message, _strikes);
            }
        }

        private async ValueTask PassOnAsync(CancellationToken cancellationToken)
        {
            // The head of a message that is not known yet stays here: something may be planned for it.
            long end = Math.Min(framer.NextOffset, _start + _count);
            while (_strikes.Count > 0 && _strikes[0].Offset <= end)
            {
                (long offset, Fault fault) = _strikes[0];
                _strikes.RemoveAt(0);
                await SendUntilAsync(offset, cancellationToken);
                connection.Strike(fault);
            }

            await SendUntilAsync(end, cancellationToken);
        }

        private async ValueTask SendUntilAsync(long offset, CancellationToken cancellationToken)
        {
            int length = (int)(offset - _start);
            int sent = 0;
            while (sent < length)
            {
                await connection.WaitWhileFrozenAsync(cancellationToken);
                (bool isSwallowing, _, int trickle) = connection.State(direction);
                if (isSwallowing)
                {
                    break;
                }

                int count = trickle > 0 ? 1 : length - sent;
                sent += await to.SendAsync(_buffer.AsMemory(sent, count), cancellationToken);
                if (trickle > 0)
                {
                    connection.Trickled(direction);
                }
            }

            _buffer.AsSpan(length, _count - length).CopyTo(_buffer);
            _count -= length;
            _start = offset;
        }
    }
}
