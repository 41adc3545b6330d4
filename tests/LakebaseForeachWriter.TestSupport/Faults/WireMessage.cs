namespace Lakebase.TestSupport.Faults;

/// <summary>A message in the stream of bytes that one side sends.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Offset">Where in the stream it begins.</param>
/// <param name="Length">Its bytes, type and length included.</param>
/// <param name="Text">The statement of a Query or Parse, the tag of a CommandComplete; else empty.</param>
public readonly record struct WireMessage(MessageKind Kind, long Offset, long Length, string Text = "")
{
    /// <summary>Where the next message begins.</summary>
    public long End => Offset + Length;

    /// <summary>Where half of it has been sent: always after its first byte, never after its last.</summary>
    public long Middle => Offset + Math.Max(Math.Min(1, Length - 1), Length / 2);
}
