using System.Collections.ObjectModel;
using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Launch;

/// <summary>The one driver JVM of this process: the one that started the application, else one that it starts itself.</summary>
internal static class SparkDriver
{
    /// <summary>The version of docs/protocol.md that this assembly speaks.</summary>
    private const int ProtocolVersion = 1;

    private static readonly Lock Gate = new();
    private static volatile JvmGateway? _gateway;
    private static SparkProcess? _process;

    /// <summary>The gateway to the JVM. The first use starts the JVM, without settings of its own, if no session has done so.</summary>
    public static JvmGateway Gateway => _gateway ?? Start(ReadOnlyDictionary<string, string>.Empty);

    /// <summary>The JVM's log, when this process has started it.</summary>
    public static SparkLog? Log => _process?.Log;

    /// <summary>Whether this process has started the JVM.</summary>
    public static bool IsOwn => _process is not null;

    /// <summary>Whether the JVM already runs, so that settings it needs at its start come too late.</summary>
    public static bool IsRunning => _gateway is not null;

    /// <summary>Connects to the JVM, starting it if need be.</summary>
    public static JvmGateway Start(IReadOnlyDictionary<string, string> conf)
    {
        lock (Gate)
        {
            if (_gateway is not null)
            {
                return _gateway;
            }

            var address = GatewayAddress.TakeFromEnvironment();
            if (address is null)
            {
                // Ctrl-C may come while Spark is still starting; unanswered, it would end this process without its exit handlers.
                CtrlC.Watch();
                _process = SparkProcess.Start(conf);
                address = _process.Address;
                AppDomain.CurrentDomain.ProcessExit += (_, _) =>
                {
                    _gateway?.ApplicationEnds();
                    _process?.Dispose();
                };
            }

            var gateway = new JvmGateway(address, () => _process?.Describe());
            CheckProtocol(gateway);
            return _gateway = gateway;
        }
    }

    /// <summary>
    /// Ends the JVM that this process has started; the next session starts another one, perhaps of another Spark. For tests: sessions
    /// and frames of the old JVM are dead from then on.
    /// </summary>
    public static void Shutdown()
    {
        lock (Gate)
        {
            _gateway?.Dispose();
            _gateway = null;
            _process?.Dispose();
            _process = null;
            DriverContext.Default = DriverContext.Empty;
            DriverContext.Current = DriverContext.Empty;
        }
    }

    private static void CheckProtocol(JvmGateway gateway)
    {
        var version = (int)gateway.CallStatic(DriverBridge.JavaClass, "protocolVersion")!;
        if (version != ProtocolVersion)
        {
            throw new InvalidOperationException(
                $"The jar speaks protocol version {version}, this library version {ProtocolVersion}: "
                + "submit the lakebase-foreachwriter-spark.jar that lies beside the application.");
        }
    }
}
