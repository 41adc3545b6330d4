using System.Globalization;

namespace Lakebase.Cli.CommandLine;

/// <summary>Durations in words, two units at most. Pure.</summary>
internal static class Durations
{
    private static readonly (double Seconds, string Name)[] Units =
        [(86_400 * 365.25, "years"), (86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];

    /// <summary><c>2 h 5 min</c>, <c>1.5 s</c>, <c>20 ms</c>.</summary>
    public static string Describe(TimeSpan duration) => Describe(duration.TotalSeconds);

    /// <summary>The same for a count of seconds, which may be longer than any <see cref="TimeSpan"/>.</summary>
    public static string Describe(double seconds)
    {
        if (seconds < 0.9995)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{seconds * 1_000:0} ms");
        }

        if (seconds < 59.95)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#} s");
        }

        seconds = Math.Max(seconds, 60);
        int unit = Array.FindIndex(Units, candidate => seconds >= candidate.Seconds);
        if (unit == 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{seconds / Units[0].Seconds:#,0.#} years");
        }

        // Rounded to the smaller unit first, or 59.6 minutes would become 60.
        double rounded = Math.Round(seconds / Units[unit + 1].Seconds) * Units[unit + 1].Seconds;
        unit = Array.FindIndex(Units, candidate => rounded >= candidate.Seconds);
        if (unit == 0)
        {
            return Describe(rounded);
        }

        double large = Math.Floor(rounded / Units[unit].Seconds);
        double small = unit + 1 < Units.Length ? Math.Round((rounded - (large * Units[unit].Seconds)) / Units[unit + 1].Seconds) : 0;
        string first = string.Create(CultureInfo.InvariantCulture, $"{large:0} {Units[unit].Name}");
        return small > 0 ? string.Create(CultureInfo.InvariantCulture, $"{first} {small:0} {Units[unit + 1].Name}") : first;
    }
}
