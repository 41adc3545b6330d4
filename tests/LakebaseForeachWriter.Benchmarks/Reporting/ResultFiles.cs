using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lakebase.Benchmarks.Measuring;

namespace Lakebase.Benchmarks.Reporting;

/// <summary>Results as JSON: for scripts on standard output, and for the pages in the repository.</summary>
internal static class ResultFiles
{
    private static readonly JsonSerializerOptions Kept = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The folder of the kept results.</summary>
    public static string Folder => Path.Combine(Repository.Root, "docs", "benchmarks");

    /// <summary>One object whose <c>ratios</c> say of every goal whether it is met.</summary>
    public static string Ratios(IReadOnlyList<Goal> goals) => JsonSerializer.Serialize(
        new { ratios = goals.Select(goal => new { name = goal.Name, value = Math.Round(goal.Value, 4), target = goal.Target, met = goal.Met }) },
        OneLine);

    public static string Serialize(SuiteResult result) => JsonSerializer.Serialize(Rounded(result), Kept) + "\n";

    /// <exception cref="JsonException">It is no result.</exception>
    public static SuiteResult Deserialize(string json) =>
        JsonSerializer.Deserialize<SuiteResult>(json, Kept) ?? throw new JsonException("The file holds no result.");

    /// <summary>Keeps a result in the repository and returns its path there.</summary>
    public static string Save(SuiteResult result)
    {
        Directory.CreateDirectory(Folder);
        string path = Path.Combine(Folder, result.Suite + ".json");
        File.WriteAllText(path, Serialize(result));
        return Path.GetRelativePath(Repository.Root, path);
    }

    /// <summary>The kept results, by suite.</summary>
    public static IReadOnlyDictionary<string, SuiteResult> Load() =>
        !Directory.Exists(Folder)
            ? new Dictionary<string, SuiteResult>()
            : Directory.GetFiles(Folder, "*.json").Select(path => Deserialize(File.ReadAllText(path))).ToDictionary(result => result.Suite);

    // Beyond six digits, a measurement is noise that only makes a file's differences unreadable.
    private static SuiteResult Rounded(SuiteResult result) => result with
    {
        At = new DateTimeOffset(result.At.UtcDateTime.Date.AddMinutes(Math.Floor(result.At.UtcDateTime.TimeOfDay.TotalMinutes)), TimeSpan.Zero),
        Goals = [.. result.Goals.Select(goal => goal with { Value = Round(goal.Value) })],
        Cells = [.. result.Cells.Select(cell => cell with
        {
            Series = [.. cell.Series.Select(series => series with { Seconds = [.. series.Seconds.Select(Round)] })],
        })],
    };

    private static double Round(double value) =>
        value == 0 || !double.IsFinite(value) ? value : Math.Round(value, Math.Clamp(5 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 15));
}
