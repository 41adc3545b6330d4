using System.Globalization;
using Lakebase.Schema;

namespace Lakebase.UnitTests.Schema;

/// <summary>Source types from Spark's SQL text.</summary>
internal static class Sources
{
    public static SourceType Type(string text)
    {
        if (text.StartsWith("array<", StringComparison.Ordinal))
        {
            return SourceType.ArrayOf(Type(text["array<".Length..^1]));
        }

        if (text.StartsWith("decimal(", StringComparison.Ordinal))
        {
            int[] digits = [.. text["decimal(".Length..^1].Split(',').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
            return SourceType.Decimal(digits[0], digits[1]);
        }

        return Enum.GetValues<SourceTypeKind>()
            .Where(kind => kind is not (SourceTypeKind.Decimal or SourceTypeKind.Array or SourceTypeKind.Map or SourceTypeKind.Struct))
            .Select(SourceType.Of)
            .Single(type => type.ToString() == text);
    }

    public static SourceColumn Column(string name, string type) => new(name, Type(type));
}
