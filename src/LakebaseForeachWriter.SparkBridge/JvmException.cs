namespace Microsoft.Spark;

/// <summary>An exception that was thrown in Spark's JVM, or the news that the JVM is gone.</summary>
/// <remarks>
/// <see cref="Exception.InnerException"/> is a <see cref="JvmException"/> whose message is the JVM's stack trace: programs written
/// against Microsoft.Spark look for it there, and <see cref="Exception.ToString"/> shows it.
/// </remarks>
public class JvmException : Exception
{
    /// <summary>Creates the exception with a message.</summary>
    public JvmException(string message)
        : base(message)
    {
    }

    internal JvmException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal JvmException(string message, string? javaClass, string javaStackTrace)
        : base(message, javaStackTrace.Length == 0 ? null : new JvmException(javaStackTrace))
    {
        JavaClass = javaClass;
        JavaStackTrace = javaStackTrace;
    }

    /// <summary>The Java class of the exception, or null when it did not come from Java code.</summary>
    public string? JavaClass { get; }

    /// <summary>The stack trace in the JVM with all causes, or an empty text.</summary>
    public string JavaStackTrace { get; } = "";

    internal static JvmException From(string? javaClass, string? message, string stackTrace) =>
        javaClass is "org.apache.spark.sql.streaming.StreamingQueryException"
            ? Sql.Streaming.StreamingQueryException.Create(javaClass, message ?? "", stackTrace)
            : new JvmException(WithDotnetFailureFirst(message, javaClass, stackTrace), javaClass, stackTrace);

    private protected static string WithDotnetFailureFirst(string? message, string? javaClass, string stackTrace)
    {
        var own = string.IsNullOrEmpty(message) ? javaClass ?? "Spark failed without a message." : message;

        // The stack trace names the exception's class, so the message's beginning can be told from Spark's words around it.
        var failure = Interop.DotnetFailure.Find(stackTrace) ?? Interop.DotnetFailure.Find(own);
        return failure is null ? own : failure.Describe(own);
    }
}
