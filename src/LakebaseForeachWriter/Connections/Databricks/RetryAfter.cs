using System.Net.Http.Headers;

namespace Lakebase.Connections.Databricks;

/// <summary>Reads the header by which a server says when to come back. Pure.</summary>
internal static class RetryAfter
{
    /// <summary>The wait; null if the server named none.</summary>
    public static TimeSpan? Read(RetryConditionHeaderValue? header, DateTimeOffset now) => header switch
    {
        { Delta: { } wait } => wait,
        { Date: { } date } => date > now ? date - now : TimeSpan.Zero,
        _ => null,
    };
}
