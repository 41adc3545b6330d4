using System.Text.Json;
using System.Text.Json.Serialization;

namespace Flights;

/// <summary>The figures of a run, for people and, in the last line, for scripts.</summary>
/// <param name="Rows">Rows written and verified.</param>
/// <param name="Seconds">From the start of the stream to its last commit; the start of Spark does not count.</param>
/// <param name="Batches">Micro-batches; 1 without Spark.</param>
/// <param name="Mode">How the rows were written.</param>
/// <param name="Spark">Spark's version, or null without Spark.</param>
internal sealed record Result(long Rows, double Seconds, long Batches, string Mode, string? Spark)
{
    /// <summary>From the start of this process (a build by <c>dotnet run</c> comes before it) to the first committed row.</summary>
    public double? FirstRowSeconds { get; init; }

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    public long RowsPerSecond => (long)(Rows / Math.Max(Seconds, 0.001));

    public string ToLine() => $"RESULT {JsonSerializer.Serialize(this, Json)}";
}
