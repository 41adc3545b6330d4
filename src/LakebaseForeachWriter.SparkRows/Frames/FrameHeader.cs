using System.Buffers.Binary;

namespace Lakebase.SparkRows.Frames;

/// <summary>The five bytes before each frame's body.</summary>
/// <param name="Type">The frame's type.</param>
/// <param name="BodyLength">Length of the body in bytes, without the type.</param>
internal readonly record struct FrameHeader(FrameType Type, int BodyLength)
{
    public const int Size = 5;

    /// <summary>The largest length a frame may announce; it counts the type and the body.</summary>
    public const int MaxLength = 64 * 1024 * 1024;

    /// <exception cref="FrameException">The length or the type is none of the protocol.</exception>
    public static FrameHeader Read(ReadOnlySpan<byte> header)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length is < 1 or > MaxLength)
        {
            throw new FrameException($"A frame announces {length} bytes; the protocol allows 1 to {MaxLength}.");
        }

        var type = (FrameType)header[4];
        return type is >= FrameType.Hello and <= FrameType.Abort
            ? new FrameHeader(type, length - 1)
            : throw new FrameException($"A frame is of type {header[4]}, which the protocol does not know.");
    }

    public static void Write(Span<byte> header, FrameType type, int bodyLength)
    {
        BinaryPrimitives.WriteInt32LittleEndian(header, bodyLength + 1);
        header[4] = (byte)type;
    }
}
