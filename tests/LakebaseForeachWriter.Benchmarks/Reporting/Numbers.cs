using System.Globalization;

namespace Lakebase.Benchmarks.Reporting;

/// <summary>Figures as people read them: three digits that mean something.</summary>
internal static class Numbers
{
    public static string Text(double value) => (value == 0 ? 0 : Math.Floor(Math.Log10(Math.Abs(value)))) switch
    {
        >= 6 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:0.00} M"),
        >= 2 => value.ToString("N0", CultureInfo.InvariantCulture),
        1 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}
