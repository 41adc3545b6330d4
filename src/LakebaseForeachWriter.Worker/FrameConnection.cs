using System.Buffers;
using System.Net.Sockets;
using Lakebase.SparkRows.Frames;

namespace Lakebase.Worker;

/// <summary>Frames over one socket. One thread reads; any thread may send.</summary>
internal sealed class FrameConnection : IDisposable
{
    private const int InitialBufferSize = 256 * 1024;

    private readonly Socket _socket;
    private readonly Lock _sending = new();
    private readonly FrameWriter _outgoing = new();

    // Between _start and _end lie bytes that were received and not handed out.
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBufferSize);
    private int _start;
    private int _end;

    public FrameConnection(Socket socket)
    {
        _socket = socket;
        socket.NoDelay = true;
    }

    /// <summary>Waits for the next frame. Its body is valid until the next call.</summary>
    /// <returns>False at the end of the stream, wherever that comes.</returns>
    /// <exception cref="FrameException">The bytes are no frame.</exception>
    public bool TryRead(out FrameHeader header, out ReadOnlyMemory<byte> body, int maxBodyLength = FrameHeader.MaxLength)
    {
        header = default;
        body = default;
        if (!TryFill(FrameHeader.Size))
        {
            return false;
        }

        header = FrameHeader.Read(_buffer.AsSpan(_start, FrameHeader.Size));
        if (header.BodyLength > maxBodyLength)
        {
            throw new FrameException($"A frame of type {header.Type} announces {header.BodyLength} bytes, more than it may have here.");
        }

        if (!TryFill(FrameHeader.Size + header.BodyLength))
        {
            return false;
        }

        body = _buffer.AsMemory(_start + FrameHeader.Size, header.BodyLength);
        _start += FrameHeader.Size + header.BodyLength;
        return true;
    }

    /// <summary>Sends frames. A peer that is gone is no error here: reading will find its end.</summary>
    public void Send(Action<FrameWriter> write)
    {
        lock (_sending)
        {
            _outgoing.Clear();
            write(_outgoing);
            try
            {
                for (int sent = 0; sent < _outgoing.Length;)
                {
                    sent += _socket.Send(_outgoing.WrittenSpan[sent..]);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The reading side ends the task.
            }
        }
    }

    /// <summary>Makes a blocked <see cref="TryRead"/> return false. Any thread may call it.</summary>
    public void StopReading()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Receive);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }

    /// <summary>Closes the socket. The buffer goes back only here, so the reading thread calls it, after its last read.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        byte[] buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool TryFill(int needed)
    {
        if (_end - _start >= needed)
        {
            return true;
        }

        MakeRoom(needed);
        while (_end - _start < needed)
        {
            int received;
            try
            {
                received = _socket.Receive(_buffer.AsSpan(_end));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return false;
            }

            if (received == 0)
            {
                return false;
            }

            _end += received;
        }

        return true;
    }

    // Only authenticated peers get here with more than a HELLO, and FrameHeader bounds what they can ask for.
    private void MakeRoom(int needed)
    {
        int held = _end - _start;
        byte[] target = needed <= _buffer.Length ? _buffer : ArrayPool<byte>.Shared.Rent(needed);
        if (held > 0 && (_start > 0 || target != _buffer))
        {
            Buffer.BlockCopy(_buffer, _start, target, 0, held);
        }

        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        (_start, _end) = (0, held);
    }
}
