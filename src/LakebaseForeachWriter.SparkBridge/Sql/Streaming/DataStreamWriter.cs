// Microsoft.Spark carries no nullability annotations; code written against it must not meet warnings here.
#nullable disable annotations
using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Sql.Streaming;

/// <summary>Describes where a stream goes, and starts the query.</summary>
/// <remarks>Changes itself and returns itself, like Spark's own. Not thread-safe.</remarks>
public sealed partial class DataStreamWriter
{
    private readonly DataFrame _frame;

    // Foreach begins with a new writer of Spark's: what was said to the old one is said to it again.
    private readonly List<(string Method, object[] Arguments)> _said = [];
    private JvmObject _jvm;
    private Trigger _trigger;
    private bool _usesForeach;

    internal DataStreamWriter(DataFrame frame, JvmObject jvm)
    {
        _frame = frame;
        _jvm = jvm;
    }

    /// <summary>Which rows a trigger writes: <c>append</c>, <c>complete</c> or <c>update</c>.</summary>
    public DataStreamWriter OutputMode(string outputMode) => With("outputMode", outputMode);

    /// <summary>Which rows a trigger writes.</summary>
    public DataStreamWriter OutputMode(OutputMode outputMode) => OutputMode(outputMode switch
    {
        Streaming.OutputMode.Append => "append",
        Streaming.OutputMode.Complete => "complete",
        Streaming.OutputMode.Update => "update",
        _ => throw new ArgumentOutOfRangeException(nameof(outputMode)),
    });

    /// <summary>The sink's format, such as <c>parquet</c>, <c>console</c> or <c>memory</c>.</summary>
    public DataStreamWriter Format(string source) => With("format", source);

    /// <summary>Writes a folder for each combination of the columns' values.</summary>
    public DataStreamWriter PartitionBy(params string[] colNames) => With("partitionBy", (object)colNames);

    /// <summary>Sets an option of the source or sink.</summary>
    public DataStreamWriter Option(string key, string value) => With("option", key, value);

    /// <summary>Sets an option of the source or sink.</summary>
    public DataStreamWriter Option(string key, bool value) => With("option", key, value);

    /// <summary>Sets an option of the source or sink.</summary>
    public DataStreamWriter Option(string key, long value) => With("option", key, value);

    /// <summary>Sets an option of the source or sink.</summary>
    public DataStreamWriter Option(string key, double value) => With("option", key, value);

    /// <summary>Sets several options.</summary>
    public DataStreamWriter Options(Dictionary<string, string> options) => With("options", options);

    /// <summary>When the query looks for new rows; as soon as it can if not set.</summary>
    /// <exception cref="NotSupportedException">
    /// The trigger and this Spark, or the trigger and <see cref="Foreach"/>, do not go together.
    /// </exception>
    public DataStreamWriter Trigger(Trigger trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        _trigger = trigger;
        CheckTrigger();
        return With("trigger", trigger.ToJvm(_frame));
    }

    /// <summary>The query's name, unique among the running ones.</summary>
    public DataStreamWriter QueryName(string queryName) => With("queryName", queryName);

    /// <summary>Starts the query.</summary>
    /// <param name="path">The folder to write to, for file sinks.</param>
    /// <exception cref="Exception">What the writer of <see cref="Foreach"/> found wrong: see <see cref="IForeachPreflight"/>.</exception>
    public StreamingQuery Start(string path = null)
    {
        RunPreflight();
        return Started(path is null ? _jvm.CallObject("start") : _jvm.CallObject("start", path));
    }

    /// <summary>Starts the query with a table as its sink.</summary>
    public StreamingQuery ToTable(string tableName) => Started(_jvm.CallObject("toTable", tableName));

    private StreamingQuery Started(JvmObject query)
    {
        var started = new StreamingQuery(query);
        _batches?.Start(started);
        return started;
    }

    private DataStreamWriter With(string method, params object[] arguments)
    {
        _jvm.CallVoid(method, arguments);
        _said.Add((method, arguments));
        return this;
    }

    private void Replace(JvmObject jvm)
    {
        _jvm = jvm;
        foreach (var (method, arguments) in _said)
        {
            _jvm.CallVoid(method, arguments);
        }
    }

    private void CheckTrigger()
    {
        if (_usesForeach && _trigger is { IsContinuous: true })
        {
            throw new NotSupportedException(
                "Trigger.Continuous does not work with Foreach: Spark delivers nothing after the first epoch, or fails. "
                + "Use Trigger.RealTime (Spark 4.1 and later), its successor, or Trigger.ProcessingTime.");
        }
    }
}
