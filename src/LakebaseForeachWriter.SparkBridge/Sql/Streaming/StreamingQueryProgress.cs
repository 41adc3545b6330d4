using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Microsoft.Spark.Sql.Streaming;

/// <summary>The figures of one trigger of a query.</summary>
/// <remarks>Never changes. Thread-safe.</remarks>
public sealed class StreamingQueryProgress
{
    private readonly JObject _figures;

    internal StreamingQueryProgress(string json)
    {
        Json = json;
        _figures = JObject.Parse(json);
    }

    /// <summary>Everything that Spark says about the trigger.</summary>
    public string Json { get; }

    /// <summary>The query's id.</summary>
    public string Id => Text("id");

    /// <summary>The id of the run.</summary>
    public string RunId => Text("runId");

    /// <summary>The query's name, or an empty text.</summary>
    public string Name => Text("name");

    /// <summary>When the trigger began.</summary>
    public DateTimeOffset Timestamp => _figures.Value<DateTime?>("timestamp") is { } time
        ? new DateTimeOffset(DateTime.SpecifyKind(time.ToUniversalTime(), DateTimeKind.Utc))
        : default;

    /// <summary>The micro-batch's id.</summary>
    public long BatchId => Number<long>("batchId");

    /// <summary>How long the trigger took, in milliseconds.</summary>
    public long BatchDuration => Number<long>("batchDuration");

    /// <summary>Rows read.</summary>
    public long NumInputRows => ((JArray?)_figures["sources"])?.Sum(source => source.Value<long?>("numInputRows") ?? 0) ?? 0;

    /// <summary>Rows read per second since the last trigger.</summary>
    public double InputRowsPerSecond => Number<double>("inputRowsPerSecond");

    /// <summary>Rows worked off per second.</summary>
    public double ProcessedRowsPerSecond => Number<double>("processedRowsPerSecond");

    /// <summary>Milliseconds of each phase of the trigger.</summary>
    public IReadOnlyDictionary<string, long> DurationMs =>
        (_figures["durationMs"] as JObject)?.Properties().ToDictionary(p => p.Name, p => p.Value.Value<long>()) ?? [];

    /// <summary>The same as <see cref="Json"/>.</summary>
    public override string ToString() => Json;

    private string Text(string name) => _figures.Value<string>(name) ?? "";

    // Rates that cannot be computed are missing, or the text "NaN".
    private T Number<T>(string name)
        where T : struct =>
        _figures[name] is { Type: JTokenType.Integer or JTokenType.Float } number
            ? (T)Convert.ChangeType(((JValue)number).Value!, typeof(T), CultureInfo.InvariantCulture)
            : default;
}
