using System.Collections;
using System.Data.SqlTypes;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.SparkTests.Writers;

/// <summary>
/// Values of rows as text that shows type and every bit, so that what a worker saw can be compared with what a test expects.
/// </summary>
internal static class ValueText
{
    public static string OfRow(IEnumerable<object?> values) => $"({string.Join(", ", values.Select(Of))})";

    private static string Of(object? value) => value switch
    {
        null => "null",
        string text => $"'{Short(text)}'",
        byte[] bytes => $"0x{Convert.ToHexString(bytes)}",
        double.NaN => "double NaN",
        float.NaN => "float NaN",
        double number => $"double {number:R} {BitConverter.DoubleToInt64Bits(number):x}",
        float number => $"float {number:R} {BitConverter.SingleToInt32Bits(number):x}",
        SqlDecimal number => $"SqlDecimal {number}",
        Date date => $"Date {date.Year}-{date.Month}-{date.Day}",
        Timestamp time => $"Timestamp {time}",
        TimeOnly time => $"TimeOnly {time:O}",
        Row row => OfRow(row.Values),
        IDictionary map => $"{{{string.Join(", ", Entries(map).Order(StringComparer.Ordinal))}}}",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Of))}]",
        IFormattable other => $"{other.GetType().Name} {other.ToString(null, CultureInfo.InvariantCulture)}",
        _ => $"{value.GetType().Name} {value}",
    };

    private static IEnumerable<string> Entries(IDictionary map)
    {
        foreach (DictionaryEntry entry in map)
        {
            yield return $"{Of(entry.Key)}: {Of(entry.Value)}";
        }
    }

    private static string Short(string text) => text.Length <= 200
        ? text
        : $"{text[..20]}… {text.Length} characters, SHA-256 {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
