using Lakebase.LocalServers;
using Lakebase.TestSupport.Processes;

namespace Lakebase.SparkTests.RealTime;

public sealed class PrivateKafkaTests
{
    [Fact]
    public async Task RestartAsync_AfterAKillAndAfterAStop_HasTheAcknowledgedRecordsOnTheSamePort()
    {
        await using PrivateKafka kafka = await RequiredKafka.StartAsync();
        using Topic topic = await Topic.CreateAsync(kafka.BootstrapServers, "numbers", 2);
        Put(topic, "a", "b");

        await kafka.KillAsync();
        await kafka.RestartAsync(TestContext.Current.CancellationToken);
        Put(topic, "c");
        await kafka.RestartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["a", "b", "c"], topic.ReadAll().Select(record => record.Value).Order());
    }

    [Fact]
    public async Task DisposeAsync_OfARunningBroker_LeavesNeitherProcessNorFolder()
    {
        PrivateKafka kafka = await RequiredKafka.StartAsync();
        string folder = Path.GetDirectoryName(kafka.DataFolder)!;
        Assert.NotEmpty(ProcessesOf(folder));

        await kafka.DisposeAsync();

        Assert.False(Directory.Exists(folder));
        Eventually.IsEmpty(() => ProcessesOf(folder), TimeSpan.FromSeconds(10), "processes of the broker");
    }

    [Fact]
    public async Task StartAsync_SettingThatTheBrokerRefuses_QuotesItsLog()
    {
        await using PrivateKafka first = await RequiredKafka.StartAsync(); // Skips where there is none.
        var options = new PrivateKafkaOptions { Settings = new Dictionary<string, string> { ["num.io.threads"] = "many" } };

        var failed = await Assert.ThrowsAsync<PrivateKafkaException>(
            () => PrivateKafka.StartAsync(options, TestContext.Current.CancellationToken));

        Assert.Contains("num.io.threads", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_FolderWithoutKafka_SaysWhatToDo()
    {
        var options = new PrivateKafkaOptions { LibraryFolder = Path.GetTempPath() };

        var failed = await Assert.ThrowsAnyAsync<PrivateKafkaException>(
            () => PrivateKafka.StartAsync(options, TestContext.Current.CancellationToken));

        Assert.Contains("LAKEBASE_KAFKA", failed.Message, StringComparison.Ordinal);
    }

    private static List<SystemProcess> ProcessesOf(string folder) =>
        [.. SystemProcess.All().Where(process => !process.IsZombie && process.CommandLine.Contains(folder, StringComparison.Ordinal))];

    private static void Put(Topic topic, params string[] values)
    {
        foreach (string value in values)
        {
            topic.Put(value, value);
        }

        topic.Flush();
    }
}
