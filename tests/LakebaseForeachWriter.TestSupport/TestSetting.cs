using System.Globalization;

namespace Lakebase.TestSupport;

/// <summary>What the environment says about campaigns of random tests: how many, and from which seed.</summary>
public static class TestSetting
{
    /// <summary>A variable's whole number; the default where it is not set.</summary>
    public static int Number(string variable, int byDefault) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
        ? int.Parse(text, CultureInfo.InvariantCulture)
        : byDefault;
}
