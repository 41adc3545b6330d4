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

        if (text.StartsWith("map<", StringComparison.Ordinal))
        {
            // The first comma ends the key: scalar keys are all that the tests need.
            string[] parts = text["map<".Length..^1].Split(',', 2);
            return SourceType.MapOf(Type(parts[0]), Type(parts[1]));
        }

        if (text.StartsWith("struct<", StringComparison.Ordinal))
        {
            // Fields of scalar types.
            return SourceType.StructOf([.. text["struct<".Length..^1].Split(',').Select(field => field.Split(':')).Select(field => Column(field[0], field[1]))]);
        }

        return Enum.GetValues<SourceTypeKind>()
            .Where(kind => kind is not (SourceTypeKind.Decimal or SourceTypeKind.Array or SourceTypeKind.Map or SourceTypeKind.Struct))
            .Select(SourceType.Of)
            .Single(type => type.ToString() == text);
    }

    public static SourceColumn Column(string name, string type) => new(name, Type(type));
}
