using Newtonsoft.Json.Linq;

namespace Microsoft.Spark.Sql.Streaming;

/// <summary>What a query is doing at a moment.</summary>
/// <remarks>Never changes. Thread-safe.</remarks>
public sealed class StreamingQueryStatus
{
    private readonly JObject _status;

    internal StreamingQueryStatus(string json)
    {
        Json = json;
        _status = JObject.Parse(json);
    }

    /// <summary>Everything that Spark says.</summary>
    public string Json { get; }

    /// <summary>What the query is doing, in words.</summary>
    public string Message => _status.Value<string>("message") ?? "";

    /// <summary>Whether the source has rows that are not read yet.</summary>
    public bool IsDataAvailable => _status.Value<bool>("isDataAvailable");

    /// <summary>Whether a trigger is running.</summary>
    public bool IsTriggerActive => _status.Value<bool>("isTriggerActive");

    /// <summary>The same as <see cref="Json"/>.</summary>
    public override string ToString() => Json;
}
