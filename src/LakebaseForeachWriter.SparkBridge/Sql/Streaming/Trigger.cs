using System.Globalization;
using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Sql.Streaming;

/// <summary>When a streaming query looks for new rows.</summary>
/// <remarks>Never changes. Thread-safe.</remarks>
public sealed class Trigger
{
    private const string JavaClass = "org.apache.spark.sql.streaming.Trigger";
    private static readonly Version RealTimeSince = new(4, 1);

    private readonly string _method;
    private readonly object[] _arguments;

    private Trigger(string method, params object[] arguments)
    {
        _method = method;
        _arguments = arguments;
    }

    internal bool IsContinuous => _method == "Continuous";

    /// <summary>A micro-batch every so many milliseconds; 0 means one after the other.</summary>
    public static Trigger ProcessingTime(long intervalMs) => new("ProcessingTime", intervalMs);

    /// <summary>A micro-batch every interval, such as <c>10 seconds</c>.</summary>
    public static Trigger ProcessingTime(string interval) => new("ProcessingTime", interval);

    /// <summary>One micro-batch of everything there is, then the end. Spark advises <see cref="AvailableNow"/> instead.</summary>
    public static Trigger Once() => new("Once");

    /// <summary>Everything there is at the start, in as many micro-batches as the source's limits ask for, then the end.</summary>
    public static Trigger AvailableNow() => new("AvailableNow");

    /// <summary>Continuous processing with a checkpoint every so many milliseconds. Does not work with <c>Foreach</c>.</summary>
    public static Trigger Continuous(long intervalMs) => new("Continuous", intervalMs);

    /// <summary>Continuous processing with a checkpoint every interval. Does not work with <c>Foreach</c>.</summary>
    public static Trigger Continuous(string interval) => new("Continuous", interval);

    /// <summary>Real-time mode (Spark 4.1 and later): rows flow at once; a batch ends every interval, such as <c>5 minutes</c>.</summary>
    public static Trigger RealTime(string interval) => new("RealTime", interval);

    /// <summary>Real-time mode (Spark 4.1 and later): rows flow at once; a batch ends every interval.</summary>
    public static Trigger RealTime(TimeSpan interval) => new("RealTime", (long)interval.TotalMilliseconds);

    /// <summary>The trigger as it is written: <c>ProcessingTime(10 seconds)</c>.</summary>
    public override string ToString() =>
        $"{_method}({string.Join(", ", _arguments.Select(a => Convert.ToString(a, CultureInfo.InvariantCulture)))})";

    /// <exception cref="NotSupportedException">Real-time mode on a Spark before 4.1.</exception>
    internal JvmObject ToJvm(DataFrame frame)
    {
        var jvm = ((IJvmObjectProvider)frame).Jvm;
        if (_method == "RealTime")
        {
            var version = VersionOf(jvm);
            if (version < RealTimeSince)
            {
                throw new NotSupportedException($"Trigger.RealTime needs Spark {RealTimeSince} or later; this is Spark {version}.");
            }
        }

        return jvm.Gateway.CallStaticObject(JavaClass, _method, _arguments);
    }

    private static Version VersionOf(JvmObject dataset)
    {
        using var session = dataset.CallObject("sparkSession");
        var text = session.CallText("version")!;

        // Vendors add words to the number (4.1.0-SNAPSHOT, 4.1.0.dev1).
        var numbers = text.Split('.', '-');
        return new Version(int.Parse(numbers[0], CultureInfo.InvariantCulture), int.Parse(numbers[1], CultureInfo.InvariantCulture));
    }
}
