using System.Collections.Concurrent;
using System.Security.Cryptography;
using Lakebase.SparkRows.Frames;

namespace Lakebase.Worker;

/// <summary>Payloads by their SHA-256, so that a query's writer crosses the socket once per worker. Each task rebuilds an object of its own.</summary>
internal sealed class WriterCache
{
    private const int Capacity = 32;

    private readonly ConcurrentDictionary<string, byte[]> _payloads = new(StringComparer.Ordinal);

    public byte[]? Find(byte[] id) => _payloads.GetValueOrDefault(Convert.ToHexString(id));

    /// <exception cref="FrameException">The payload does not have this id.</exception>
    public byte[] Add(byte[] id, ReadOnlySpan<byte> payload)
    {
        if (!SHA256.HashData(payload).AsSpan().SequenceEqual(id))
        {
            throw new FrameException("A WRITER frame holds another payload than its id says.");
        }

        // A driver that makes writers without end must not fill the worker; whoever needs an old one sends it again.
        if (_payloads.Count >= Capacity)
        {
            _payloads.Clear();
        }

        return _payloads[Convert.ToHexString(id)] = payload.ToArray();
    }
}
