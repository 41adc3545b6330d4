using System.Globalization;

namespace Lakebase.LocalServers;

/// <summary>
/// A throw-away Kafka of one's own: one node in KRaft mode, on loopback only, on free ports, in a private temporary folder. It has no
/// topics and makes none by itself. Disposing it stops it and deletes the folder; so does the death of this process, however it dies.
/// </summary>
/// <remarks>
/// Kafka comes from <see cref="PrivateKafkaOptions.LibraryFolder"/>, Java from <c>JAVA_HOME</c> or the <c>PATH</c>. Everybody on this
/// machine can connect: there is no password. What was acknowledged survives a kill of the broker, not one of the machine. Members may
/// not be called by two threads at once.
/// </remarks>
public sealed class PrivateKafka : IAsyncDisposable
{
    private const string Kind = "kafka";
    private const int PortAttempts = 5;

    private readonly ServerFolder _folder;
    private readonly KafkaProcess _broker;
    private readonly PrivateKafkaOptions _options;
    private DeathGuard? _guard;
    private bool _ended;

    private PrivateKafka(ServerFolder folder, KafkaProcess broker, PrivateKafkaOptions options)
    {
        _folder = folder;
        _broker = broker;
        _options = options;
    }

    /// <summary>The loopback port; it stays the same over restarts.</summary>
    public int Port { get; private set; }

    /// <summary>What clients call <c>bootstrap.servers</c>.</summary>
    public string BootstrapServers => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>The folder of the broker's data, below its private folder.</summary>
    public string DataFolder => KafkaFiles.DataIn(_folder.Path);

    /// <summary>Makes a new broker and starts it: a few seconds.</summary>
    /// <exception cref="KafkaNotFoundException">There is no Kafka or no Java.</exception>
    /// <exception cref="PrivateKafkaException">The broker does not start; the message quotes its log.</exception>
    /// <exception cref="PlatformNotSupportedException">This is Windows.</exception>
    public static async Task<PrivateKafka> StartAsync(PrivateKafkaOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("A private Kafka runs on Linux and macOS only; on Windows name a broker.");
        }

        options ??= new PrivateKafkaOptions();
        string java = KafkaLibraries.FindJava();
        string libraries = KafkaLibraries.Find(options.LibraryFolder);
        await DeleteAbandonedAsync(Path.GetTempPath()).ConfigureAwait(false);

        ServerFolder folder = ServerFolder.Create(Path.GetTempPath(), Kind);
        var kafka = new PrivateKafka(folder, new KafkaProcess(java, libraries, folder, options.Timeout), options);
        try
        {
            await kafka.CreateAsync(cancellationToken).ConfigureAwait(false);
            return kafka;
        }
        catch
        {
            await kafka.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops the broker as an administrator does. Start it again with <see cref="RestartAsync"/>.</summary>
    /// <exception cref="PrivateKafkaException">It did not stop within the time-out.</exception>
    public Task StopAsync(CancellationToken cancellationToken = default) => _broker.StopAsync(cancellationToken);

    /// <summary>Kills the broker (SIGKILL), as a crash does. Start it again with <see cref="RestartAsync"/>.</summary>
    public Task KillAsync() => _broker.KillAsync();

    /// <summary>Starts the broker again on the same folder and port, after stopping it if it runs.</summary>
    /// <exception cref="PrivateKafkaException">It does not stop or start; the message quotes its log.</exception>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await StopAsync(cancellationToken).ConfigureAwait(false);
        if (await _broker.StartAsync(Port, cancellationToken).ConfigureAwait(false) is { } problem)
        {
            throw new PrivateKafkaException($"The private Kafka did not start again: {problem}");
        }
    }

    /// <summary>Stops the broker and deletes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ended)
        {
            return;
        }

        // Nobody needs its data any more, so it need not bring it into order.
        _ended = true;
        await _broker.KillAsync().ConfigureAwait(false);
        _folder.Delete();
        _guard?.Dispose();
    }

    private static async Task DeleteAbandonedAsync(string parent)
    {
        foreach (ServerFolder abandoned in ServerFolder.TakeAbandoned(parent, Kind))
        {
            try
            {
                await KafkaProcess.KillIn(abandoned).ConfigureAwait(false);
                abandoned.Delete();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // Cleaning up after others must not keep a new broker from starting.
                abandoned.Dispose();
            }
        }
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        KafkaFiles.WriteIdentity(_folder.Path);
        _guard = DeathGuard.Start(_folder.Path, KafkaProcess.KillCommand(_folder));

        string problem = "";
        for (int attempt = 0; attempt < PortAttempts; attempt++)
        {
            // Another process may take a port between this look and the broker's own; then the next ones are tried.
            Port = LoopbackPort.FindFree();
            KafkaFiles.WriteSettings(_folder.Path, Port, LoopbackPort.FindFree(), _options.Settings);
            if (await _broker.StartAsync(Port, cancellationToken).ConfigureAwait(false) is not { } failed)
            {
                return;
            }

            problem = failed;
            if (!problem.Contains("Address already in use", StringComparison.Ordinal))
            {
                break;
            }
        }

        throw new PrivateKafkaException($"The private Kafka did not start: {problem}");
    }
}
