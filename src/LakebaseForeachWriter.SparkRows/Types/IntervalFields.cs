namespace Microsoft.Spark.Sql.Types;

/// <summary>The units of Spark's two interval families, and the names made of them.</summary>
internal static class IntervalFields
{
    public static readonly string[] DayTime = ["day", "hour", "minute", "second"];

    public static readonly string[] YearMonth = ["year", "month"];

    public static string NameOf(string[] family, string startField, string endField)
    {
        int start = Array.IndexOf(family, startField);
        int end = Array.IndexOf(family, endField);
        if (start < 0 || end < start)
        {
            throw new ArgumentException(
                $"'{startField}' to '{endField}' is not an interval; the units, largest first, are {string.Join(", ", family)}.", nameof(startField));
        }

        return start == end ? $"interval {startField}" : $"interval {startField} to {endField}";
    }

    /// <summary>The type that a name such as <c>interval day to second</c> stands for, or null.</summary>
    public static DataType? Parse(string name)
    {
        string[] words = name.Split(' ');
        (string start, string end) = words switch
        {
            ["interval", var only] => (only, only),
            ["interval", var first, "to", var last] => (first, last),
            _ => ("", ""),
        };
        return IsRange(DayTime, start, end) ? new DayTimeIntervalType(start, end)
            : IsRange(YearMonth, start, end) ? new YearMonthIntervalType(start, end)
            : null;
    }

    private static bool IsRange(string[] family, string start, string end) =>
        Array.IndexOf(family, start) is >= 0 and var first && Array.IndexOf(family, end) >= first;
}
