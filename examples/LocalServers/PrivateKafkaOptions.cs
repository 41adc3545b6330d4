namespace Lakebase.LocalServers;

/// <summary>How a <see cref="PrivateKafka"/> is started.</summary>
public sealed class PrivateKafkaOptions
{
    /// <summary>
    /// Folder that holds Kafka's jars. Default: <c>libs</c> in the folder that <c>LAKEBASE_KAFKA</c> names, else in the one that
    /// <c>spark-submit/get-spark --kafka</c> has filled.
    /// </summary>
    public string? LibraryFolder { get; init; }

    /// <summary>
    /// Settings for <c>server.properties</c>, name and value, for example <c>log.retention.ms</c> and <c>60000</c>. They win over the
    /// broker's own throw-away settings, but not over ports, addresses and folders. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a start or a stop may take. Default: 60 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);
}
