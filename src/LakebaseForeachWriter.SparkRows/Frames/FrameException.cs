namespace Lakebase.SparkRows.Frames;

/// <summary>The other side sent bytes that are no frame of the protocol. The message never holds a row's value.</summary>
internal sealed class FrameException(string message) : Exception(message);
