using System.Globalization;
using System.Text;

namespace Lakebase.LocalServers;

/// <summary>
/// What a broker needs in its folder before its first start: its settings, and its data folder with the cluster's identity.
/// </summary>
internal static class KafkaFiles
{
    private const string NodeId = "1";

    // One node that is broker and controller, small because its topics are.
    private static readonly KeyValuePair<string, string>[] ThrowAway =
    [
        new("offsets.topic.num.partitions", "1"),
        new("offsets.topic.replication.factor", "1"),
        new("transaction.state.log.num.partitions", "1"),
        new("transaction.state.log.replication.factor", "1"),
        new("transaction.state.log.min.isr", "1"),
        new("share.coordinator.state.topic.replication.factor", "1"),
        new("share.coordinator.state.topic.min.isr", "1"),
        new("group.initial.rebalance.delay.ms", "0"),
        new("log.cleaner.dedupe.buffer.size", "2097152"),
        new("num.network.threads", "2"),
        new("num.io.threads", "2"),
        new("auto.create.topics.enable", "false"),
    ];

    public static string SettingsIn(string folder) => Path.Combine(folder, "server.properties");

    public static string DataIn(string folder) => Path.Combine(folder, "data");

    /// <summary>
    /// Makes the data folder. <c>StorageTool format</c> writes the same file, and takes a JVM of its own and seconds for it.
    /// </summary>
    public static void WriteIdentity(string folder)
    {
        Directory.CreateDirectory(DataIn(folder));
        File.WriteAllText(
            Path.Combine(DataIn(folder), "meta.properties"),
            $"version=1\ncluster.id={NewId()}\nnode.id={NodeId}\ndirectory.id={NewId()}\n");
    }

    public static void WriteSettings(
        string folder, int port, int controllerPort, IReadOnlyDictionary<string, string> settings)
    {
        string listener = string.Create(CultureInfo.InvariantCulture, $"PLAINTEXT://127.0.0.1:{port}");
        string controller = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{controllerPort}");
        KeyValuePair<string, string>[] own =
        [
            new("process.roles", "broker,controller"),
            new("node.id", NodeId),
            new("controller.quorum.voters", $"{NodeId}@{controller}"),
            new("listeners", $"{listener},CONTROLLER://{controller}"),
            new("advertised.listeners", listener),
            new("controller.listener.names", "CONTROLLER"),
            new("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
            new("log.dirs", DataIn(folder)),
        ];

        // Of a name that stands there twice, the last line counts.
        var lines = new StringBuilder();
        foreach ((string name, string value) in ThrowAway.Concat(settings).Concat(own))
        {
            lines.Append(name).Append('=').Append(value.Replace(@"\", @"\\", StringComparison.Ordinal)).Append('\n');
        }

        File.WriteAllText(SettingsIn(folder), lines.ToString());
    }

    // Kafka's form of a UUID: 16 bytes in URL-safe base 64. One that begins with a hyphen would be taken for an option by its tools.
    private static string NewId() =>
        "L" + Convert.ToBase64String(Guid.NewGuid().ToByteArray()).TrimEnd('=').Replace('+', '-').Replace('/', '_')[1..];
}
