using System.Globalization;
using System.Reflection;

namespace Lakebase.UnitTests.Documentation;

public sealed class OptionsTableTests
{
    [Fact]
    public void Table_NamesTypesAndDefaults_AreThoseOfTheClass()
    {
        LakebaseWriterOptions defaults = new();
        IEnumerable<string> expected = typeof(LakebaseWriterOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(option => $"{option.Name}: {TypeName(option.PropertyType)} = {Text(option.GetValue(defaults))}");

        IEnumerable<string> documented = MarkdownTable.Read("Options").Select(row => $"{row[0]}: {row[1]} = {row[2]}");

        Assert.Equal(expected, documented);
    }

    [Fact]
    public void Table_EveryOption_SaysWhatItDoes() =>
        Assert.All(MarkdownTable.Read("Options"), row => Assert.True(row is [_, _, _, _, { Length: > 10 }], row[0]));

    private static string TypeName(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(string) => "string",
        var t when t == typeof(int) => "int",
        var t when t == typeof(long) => "long",
        var t when t == typeof(bool) => "bool",
        var t when t == typeof(string[]) => "string[]",
        var t => t.Name,
    };

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        string[] texts => $"[{string.Join(", ", texts.Select(text => $"\"{text}\""))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
