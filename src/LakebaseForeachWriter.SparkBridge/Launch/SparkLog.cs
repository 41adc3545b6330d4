namespace Microsoft.Spark.Launch;

/// <summary>
/// What to do with the log that Spark writes to its standard error. By default it is not shown, because at Spark's
/// usual level it would bury the application's own output; the last lines are kept for the message when the JVM dies.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class SparkLog
{
    private const string Variable = "LAKEBASE_SPARK_LOG";
    private const int KeptLines = 40;

    // With a local master the worker's output, the application's own words, comes through the JVM's log.
    private const string WorkerPrefix = "[.NET worker ";

    private readonly Lock _gate = new();
    private readonly Queue<string> _last = new();
    private readonly TextWriter _console;
    private readonly bool _fixed;
    private bool _forward;

    /// <param name="setting">
    /// The value of <c>LAKEBASE_SPARK_LOG</c>: <c>console</c>, <c>quiet</c>, or null (quiet until a log level is set).
    /// </param>
    /// <param name="console">Where forwarded lines go.</param>
    public SparkLog(string? setting, TextWriter console)
    {
        _console = console;
        _fixed = !string.IsNullOrEmpty(setting);
        _forward = setting switch
        {
            null or "" or "quiet" => false,
            "console" => true,
            _ => throw new InvalidOperationException($"{Variable} is '{setting}'; it may be 'console' or 'quiet'."),
        };
    }

    /// <summary>Reads the setting from the environment.</summary>
    public static SparkLog FromEnvironment() => new(Environment.GetEnvironmentVariable(Variable), Console.Error);

    /// <summary>The last lines, oldest first.</summary>
    public string LastLines
    {
        get
        {
            lock (_gate)
            {
                return string.Join(Environment.NewLine, _last);
            }
        }
    }

    /// <summary>The application chose a log level, so it wants to see the log (unless the environment says otherwise).</summary>
    public void LevelWasChosen() => _forward = _fixed ? _forward : true;

    /// <summary>Takes one line; null (the end of the stream) is ignored.</summary>
    public void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_gate)
        {
            _last.Enqueue(line);
            if (_last.Count > KeptLines)
            {
                _last.Dequeue();
            }
        }

        if (_forward || line.StartsWith(WorkerPrefix, StringComparison.Ordinal))
        {
            _console.WriteLine(line);
        }
    }
}
