using System.Buffers.Binary;
using System.Text;
using Lakebase.TestSupport.Faults;

namespace Lakebase.UnitTests.Faults;

/// <summary>What the campaigns with faulty networks rest on: that their proxy knows where messages begin and end.</summary>
public sealed class MessageFramerTests
{
    private const int Version3 = 3 << 16;

    private static readonly byte[] ClientBytes =
    [
        .. Untyped(80877104),
        .. Untyped(Version3, "user\0me\0\0"),
        .. Message('p', "secret\0"),
        .. Message('Q', "BEGIN\0"),
        .. Message('P', "_p1\0SELECT $1\0\0\0"),
        .. Message('B', "\0_p1\0"),
        .. Message('d', new string('x', 100_000)),
        .. Message('c', ""),
        .. Message('S', ""),
        .. Message('X', ""),
    ];

    private static readonly MessageKind[] ClientKinds =
    [
        MessageKind.EncryptionRequest, MessageKind.Startup, MessageKind.Password, MessageKind.Query, MessageKind.Parse, MessageKind.Bind,
        MessageKind.CopyData, MessageKind.CopyDone, MessageKind.Sync, MessageKind.Terminate,
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1_000_000)]
    public void TryRead_ClientsMessagesInPiecesOfAnySize_FindsTheSameBorders(int pieceBytes)
    {
        List<WireMessage> messages = Read(new MessageFramer(isClient: true), ClientBytes, pieceBytes);

        Assert.Equal(ClientKinds, messages.Select(message => message.Kind));
        Assert.Equal(["BEGIN", "SELECT $1"], messages.Select(message => message.Text).Where(text => text.Length > 0));
        Assert.Equal(messages.Skip(1).Select(message => message.Offset), messages.SkipLast(1).Select(message => message.End));
        Assert.Equal(ClientBytes.Length, messages[^1].End);
    }

    [Fact]
    public void TryRead_ServersMessages_FindsThemByName()
    {
        byte[] bytes = [.. Message('R', "\0\0\0\0"), .. Message('K', "12345678"), .. Message('Z', "I"), .. Message('G', "\u0001\0\0"), .. Message('C', "COPY 5\0")];

        List<WireMessage> messages = Read(new MessageFramer(isClient: false), bytes, 2);

        Assert.Equal(
            [MessageKind.Authentication, MessageKind.BackendKeyData, MessageKind.ReadyForQuery, MessageKind.CopyInResponse, MessageKind.CommandComplete],
            messages.Select(message => message.Kind));
        Assert.Equal("COPY 5", messages[^1].Text);
    }

    [Fact]
    public void TryRead_ServerWasAskedForEncryption_TakesItsOneByteFirst()
    {
        MessageFramer framer = new(isClient: false) { ExpectsEncryptionResponse = true };

        List<WireMessage> messages = Read(framer, [(byte)'N', .. Message('R', "\0\0\0\0")], 1);

        Assert.Equal([(MessageKind.EncryptionResponse, 1L), (MessageKind.Authentication, 9L)], messages.Select(message => (message.Kind, message.Length)));
    }

    [Fact]
    public void TryRead_CancelRequest_IsNoStartup() =>
        Assert.Equal(MessageKind.CancelRequest, Assert.Single(Read(new MessageFramer(isClient: true), Untyped(80877102, "12345678"), 5)).Kind);

    [Fact]
    public void TryRead_StatementTooLongToLookAt_IsKnownByItsHeadAlone()
    {
        byte[] startup = Untyped(Version3);
        byte[] head = Message('Q', new string('x', MessageFramer.MaxStatementBytes))[..5];

        List<WireMessage> messages = Read(new MessageFramer(isClient: true), [.. startup, .. head], 1_000);

        Assert.Equal((MessageKind.Query, ""), (messages[1].Kind, messages[1].Text));
    }

    [Theory]
    [InlineData(5, 12)]
    [InlineData(100, 60)]
    public void Middle_AnyLength_LiesWithinTheMessage(int length, long middle)
    {
        Assert.Equal(middle, new WireMessage(MessageKind.Sync, 10, length).Middle);
        Assert.Equal(10, new WireMessage(MessageKind.EncryptionResponse, 10, 1).Middle);
    }

    private static List<WireMessage> Read(MessageFramer framer, byte[] bytes, int pieceBytes)
    {
        List<WireMessage> messages = [];
        for (int there = Math.Min(pieceBytes, bytes.Length); ; there = Math.Min(there + pieceBytes, bytes.Length))
        {
            while (framer.NextOffset <= there && framer.TryRead(bytes.AsSpan((int)framer.NextOffset, there - (int)framer.NextOffset), out WireMessage message))
            {
                messages.Add(message);
            }

            if (there == bytes.Length)
            {
                return messages;
            }
        }
    }

    private static byte[] Message(char type, string body) => [(byte)type, .. Length(4 + body.Length), .. Encoding.Latin1.GetBytes(body)];

    private static byte[] Untyped(int code, string body = "") => [.. Length(8 + body.Length), .. Length(code), .. Encoding.Latin1.GetBytes(body)];

    private static byte[] Length(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
