using System.Buffers.Binary;
using System.Text;

namespace Lakebase.TestSupport.Faults;

/// <summary>
/// Finds the borders of messages in the bytes that one side of a connection sends. It looks at heads only, and at the whole of a statement or of what a
/// server says that it did,
/// so that a message of any size streams through. Without TLS. One thread at a time.
/// </summary>
/// <param name="isClient">Whose bytes these are.</param>
public sealed class MessageFramer(bool isClient)
{
    /// <summary>Longer statements are passed on without their text being known.</summary>
    public const int MaxStatementBytes = 16 * 1024;

    private const int TypeBytes = 1;
    private const int LengthBytes = 4;
    private const int CodeBytes = 4;
    private const int CancelRequestCode = 80877102;
    private const int SslRequestCode = 80877103;
    private const int GssRequestCode = 80877104;

    private bool _isStarted = !isClient;

    /// <summary>Where the first message begins that is not known yet. What comes before belongs to known messages, there or on the
    /// way.</summary>
    public long NextOffset { get; private set; }

    /// <summary>The server has been asked for encryption: it answers with a single byte.</summary>
    public bool ExpectsEncryptionResponse { get; set; }

    /// <summary>Finds the next message.</summary>
    /// <param name="bytes">The stream from <see cref="NextOffset"/> on, as far as it is there.</param>
    /// <param name="message">The message; it need not be there as a whole.</param>
    /// <returns>Whether enough of it is there to know it.</returns>
    public bool TryRead(ReadOnlySpan<byte> bytes, out WireMessage message)
    {
        message = default;
        if (bytes.IsEmpty)
        {
            return false;
        }

        if (!isClient && ExpectsEncryptionResponse)
        {
            ExpectsEncryptionResponse = false;
            return Found(MessageKind.EncryptionResponse, 1, "", out message);
        }

        return _isStarted ? TryReadTyped(bytes, out message) : TryReadStartup(bytes, out message);
    }

    // A client's first messages have no type byte: a length, then a code that is the protocol's version or a request.
    private bool TryReadStartup(ReadOnlySpan<byte> bytes, out WireMessage message)
    {
        message = default;
        if (bytes.Length < LengthBytes + CodeBytes)
        {
            return false;
        }

        MessageKind kind = BinaryPrimitives.ReadInt32BigEndian(bytes[LengthBytes..]) switch
        {
            CancelRequestCode => MessageKind.CancelRequest,
            SslRequestCode or GssRequestCode => MessageKind.EncryptionRequest,
            _ => MessageKind.Startup,
        };
        _isStarted = kind != MessageKind.EncryptionRequest;
        return Found(kind, BinaryPrimitives.ReadInt32BigEndian(bytes), "", out message);
    }

    private bool TryReadTyped(ReadOnlySpan<byte> bytes, out WireMessage message)
    {
        message = default;
        if (bytes.Length < TypeBytes + LengthBytes)
        {
            return false;
        }

        MessageKind kind = isClient ? MessageKinds.OfClient(bytes[0]) : MessageKinds.OfServer(bytes[0]);
        int length = TypeBytes + BinaryPrimitives.ReadInt32BigEndian(bytes[TypeBytes..]);
        string text = "";
        if (kind is MessageKind.Query or MessageKind.Parse or MessageKind.CommandComplete && length <= MaxStatementBytes)
        {
            if (bytes.Length < length)
            {
                return false;
            }

            text = Statement(kind, bytes[(TypeBytes + LengthBytes)..length]);
        }

        return Found(kind, length, text, out message);
    }

    private bool Found(MessageKind kind, int length, string text, out WireMessage message)
    {
        message = new WireMessage(kind, NextOffset, length, text);
        NextOffset = message.End;
        return true;
    }

    // A Parse names its statement before it says it.
    private static string Statement(MessageKind kind, ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> text = kind == MessageKind.Parse ? body[(body.IndexOf((byte)0) + 1)..] : body;
        int end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }
}
