using System.Collections.Immutable;

namespace Microsoft.Spark.Interop;

/// <summary>
/// What Spark keeps per JVM thread, kept here per .NET flow of control instead: a call may leave over any pooled
/// connection, that is on any thread of the JVM, and finds its own session and properties there.
/// </summary>
internal sealed record DriverContext(JvmObject? Session, JvmObject? SparkContext, ImmutableDictionary<string, string> LocalProperties)
{
    private static readonly AsyncLocal<DriverContext?> Flow = new();
    private static volatile DriverContext? _default;

    /// <summary>No active session, no local property.</summary>
    public static DriverContext Empty { get; } = new(null, null, ImmutableDictionary<string, string>.Empty);

    /// <summary>
    /// The context of flows that have chosen none, such as the caller of the async method that created the session. On a JVM thread
    /// without a session Spark would read its built-in settings instead of the user's.
    /// </summary>
    public static DriverContext Default
    {
        set => _default = value;
    }

    /// <summary>The context of the calling flow.</summary>
    public static DriverContext Current
    {
        get => Flow.Value ?? _default ?? Empty;
        set => Flow.Value = value;
    }

    /// <summary>The commands that bring a JVM thread from another context into this one.</summary>
    public IEnumerable<string> CommandsFrom(DriverContext? previous)
    {
        previous ??= Empty;
        if (!ReferenceEquals(Session, previous.Session))
        {
            yield return Session is null
                ? CommandWriter.Call("z:org.apache.spark.sql.SparkSession", "clearActiveSession")
                : CommandWriter.Call("z:org.apache.spark.sql.SparkSession", "setActiveSession", Session);
        }

        // Properties that only the other context knows are unset on its own SparkContext.
        foreach (var key in previous.LocalProperties.Keys)
        {
            if (previous.SparkContext is not null && !LocalProperties.ContainsKey(key))
            {
                yield return CommandWriter.Call(previous.SparkContext.Id, "setLocalProperty", key, null);
            }
        }

        foreach (var (key, value) in LocalProperties)
        {
            if (SparkContext is not null && previous.LocalProperties.GetValueOrDefault(key) != value)
            {
                yield return CommandWriter.Call(SparkContext.Id, "setLocalProperty", key, value);
            }
        }
    }
}
