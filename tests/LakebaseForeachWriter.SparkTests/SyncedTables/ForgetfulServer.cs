namespace Lakebase.SparkTests.SyncedTables;

/// <summary>A server that answers commits before they are safe, and when it is killed forgets as many of the last ones as it can.</summary>
internal static class ForgetfulServer
{
    /// <summary>Its <c>postgresql.conf</c>.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["fsync"] = "off",
        ["synchronous_commit"] = "off",
        ["wal_writer_delay"] = "10s",
        ["wal_writer_flush_after"] = "1GB",
        ["wal_buffers"] = "64MB",
    };
}
