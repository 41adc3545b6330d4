namespace Microsoft.Spark.Sql.Streaming;

/// <summary>
/// A streaming query has failed. When a .NET writer was the cause, the message begins with the writer's own message and
/// stack, whatever Spark has wrapped around them.
/// </summary>
public class StreamingQueryException : JvmException
{
    /// <summary>Creates the exception with a message.</summary>
    public StreamingQueryException(string message)
        : base(message)
    {
    }

    private StreamingQueryException(string message, string? javaClass, string javaStackTrace)
        : base(message, javaClass, javaStackTrace)
    {
    }

    internal static StreamingQueryException Create(string? javaClass, string message, string stackTrace) =>
        new(WithDotnetFailureFirst(message, javaClass, stackTrace), javaClass, stackTrace);
}
