using System.CommandLine;
using Lakebase.Cli.CommandLine;
using Lakebase.SyncedTables;
using Microsoft.Spark.Launch;
using Microsoft.Spark.Sql;

namespace Lakebase.Cli.Sync;

/// <summary>The Spark that reads the sources.</summary>
internal sealed class SparkArguments
{
    // Set by spark-submit's runner, whose Spark is there already, with whatever settings it was given.
    private const string GatewayVariable = "LAKEBASE_GATEWAY_PORT";

    private readonly Option<string?> _master = new("--master") { Description = "Spark's master (default: local[*])", HelpName = "url" };

    private readonly Option<string[]> _settings = new("--spark-conf")
    {
        Description = "A setting of Spark; repeat it. Delta's own are set, unless spark.jars or spark.jars.packages is",
        HelpName = "name=value",
    };

    /// <summary>The options.</summary>
    public IReadOnlyList<Symbol> Symbols => [_master, _settings];

    /// <summary>Starts it.</summary>
    /// <exception cref="UsageException">There is no Spark, or no Delta for it.</exception>
    public Task<SparkApplication> StartAsync(ParseResult parsed, ToolEnvironment environment, CancellationToken cancellationToken)
    {
        Dictionary<string, string> settings = Settings(parsed);
        return Task.Run(
            () =>
            {
                SparkApplication application = new();
                try
                {
                    application.Begin(Start(settings, environment));
                    return application;
                }
                catch
                {
                    application.Dispose();
                    throw;
                }
            },
            cancellationToken);
    }

    private Dictionary<string, string> Settings(ParseResult parsed)
    {
        Dictionary<string, string> settings = new(StringComparer.Ordinal) { ["spark.ui.enabled"] = "false", ["spark.master"] = "local[*]" };
        foreach (string text in parsed.GetValue(_settings) ?? [])
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new UsageException($"--spark-conf must be name=value, not '{text}'.");
            }

            settings[text[..equals].Trim()] = text[(equals + 1)..].Trim();
        }

        if (parsed.GetValue(_master) is { } master)
        {
            settings["spark.master"] = master;
        }

        return settings;
    }

    private static SparkSession Start(Dictionary<string, string> settings, ToolEnvironment environment)
    {
        Builder builder = SparkSession.Builder().AppName("lakebase sync");
        if (environment.Variable(GatewayVariable) is not null)
        {
            return builder.GetOrCreate();
        }

        try
        {
            if (!settings.ContainsKey("spark.jars") && !settings.ContainsKey("spark.jars.packages"))
            {
                foreach ((string name, string value) in DeltaLibraries.Settings(SparkHome.Find(environment.Variable).Folder))
                {
                    settings.TryAdd(name, value);
                }
            }

            foreach ((string name, string value) in settings)
            {
                builder.Config(name, value);
            }

            return builder.GetOrCreate();
        }
        catch (Exception missing) when (missing is InvalidOperationException or NotSupportedException)
        {
            throw new UsageException($"{missing.Message} '{Tool.Name} doctor' says what there is.");
        }
    }
}

/// <summary>
/// A Spark session that ends with its command. While it is there, Ctrl-C is the command's alone: the bridge's own answer, which stops Spark
/// and the process, would overtake a run that still writes down where it stands.
/// </summary>
internal sealed class SparkApplication : IDisposable
{
    private SparkSession? _session;

    /// <summary>Before the session is started, so that it is asked before the bridge.</summary>
    public SparkApplication() => Console.CancelKeyPress += OnCtrlC;

    public SparkSession Session => _session ?? throw new InvalidOperationException("The session is not started.");

    public void Begin(SparkSession session) => _session = session;

    public void Dispose()
    {
        Console.CancelKeyPress -= OnCtrlC;
        _session?.Stop();
    }

    private void OnCtrlC(object? sender, ConsoleCancelEventArgs e) => e.Cancel |= _session is not null;
}
