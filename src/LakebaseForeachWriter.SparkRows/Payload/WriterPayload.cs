using System.Runtime.Serialization;
using Lakebase.SparkRows.Frames;
using Microsoft.Spark.Sql;

namespace Lakebase.SparkRows.Payload;

/// <summary>
/// Copies a writer by its fields, from the driver to the workers. The bytes of one object graph are always the same, so their SHA-256 names
/// the writer.
/// </summary>
/// <remarks>
/// The format: four bytes that name it, then one value. A value is a <see cref="PayloadTag"/> and what that tag says. Types are written once,
/// by the simple name of their assembly and their full name, and then by number; objects likewise, which keeps shared references and cycles.
/// </remarks>
internal static class WriterPayload
{
    // "LWP" and the format's version.
    private static ReadOnlySpan<byte> Magic => "LWP\u0001"u8;

    /// <summary>How deep objects may lie in each other: well below what a thread's stack can take.</summary>
    internal const int MaxDepth = 500;

    /// <exception cref="SerializationException">Something in the object cannot be copied; the message names the path to it.</exception>
    public static byte[] Serialize(object writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var bytes = new FrameWriter();
        bytes.WriteBytes(Magic);
        new PayloadWriter(bytes).WriteRoot(writer);
        return bytes.WrittenSpan.ToArray();
    }

    /// <exception cref="SerializationException">The bytes are no payload, or name a type that may not be rebuilt.</exception>
    public static IForeachWriter Deserialize(ReadOnlySpan<byte> payload) => DeserializeObject(payload) as IForeachWriter
        ?? throw new SerializationException("The payload holds an object that is no IForeachWriter.");

    internal static object? DeserializeObject(ReadOnlySpan<byte> payload)
    {
        if (!payload.StartsWith(Magic))
        {
            throw new SerializationException("The bytes are no writer payload of this version; driver and executor run different versions of this library.");
        }

        try
        {
            return new PayloadReader(payload[Magic.Length..]).ReadRoot();
        }
        catch (Exception e) when (e is not (SerializationException or OutOfMemoryException))
        {
            // Reflection answers impossible types, ranks and values with exceptions of many kinds.
            throw new SerializationException("The writer's payload is damaged, or was made by another version of the application.", e);
        }
    }
}
