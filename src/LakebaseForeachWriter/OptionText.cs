using System.Globalization;
using System.Text.Json;

namespace Lakebase;

/// <summary>Reads the text of one option. The reasons never hold the text: it may be a password in the wrong place.</summary>
internal static class OptionText
{
    /// <summary>Reads the text as the type; returns why it cannot be read, or null.</summary>
    public static string? Parse(string? text, Type type, bool isMilliseconds, out object? value)
    {
        value = null;
        if (text is null)
        {
            return "has no value: leave it out for the default";
        }

        if (type == typeof(string))
        {
            value = text;
            return null;
        }

        (value, string expected) = isMilliseconds
            ? ParseMilliseconds(text)
            : ParseTyped(text.Trim(), Nullable.GetUnderlyingType(type) ?? type);
        return value is null ? $"cannot be read: it must be {expected}" : null;
    }

    private static (object? Value, string Expected) ParseTyped(string text, Type type)
    {
        if (type.IsEnum)
        {
            return (ParseName(text, type), $"one of {string.Join(", ", Enum.GetNames(type))}");
        }

        if (type == typeof(string[]))
        {
            return (ParseList(text), "a comma-separated list, or a JSON array of texts");
        }

        if (type == typeof(TimeSpan))
        {
            // A plain number would be days.
            bool isRead = TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan duration) && text.Contains(':', StringComparison.Ordinal);
            return (isRead ? duration : null,
                "a duration as hh:mm:ss, with a fraction or days if need be (1.00:00:00), or milliseconds under its name with _ms");
        }

        if (type == typeof(bool))
        {
            return (bool.TryParse(text, out bool flag) ? flag : null, "true or false");
        }

        if (type == typeof(int))
        {
            bool isRead = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number);
            return (isRead ? number : null, "a whole number");
        }

        if (type == typeof(long))
        {
            bool isRead = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number);
            return (isRead ? number : null, "a whole number");
        }

        if (type == typeof(double))
        {
            return (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null, "a number");
        }

        throw new InvalidOperationException($"Options of type {type} have no text.");
    }

    private static (object? Value, string Expected) ParseMilliseconds(string text)
    {
        bool isRead = long.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture, out long milliseconds);
        return (isRead && Math.Abs((decimal)milliseconds) < TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null, "a whole number of milliseconds");
    }

    /// <summary>By name only: a number would say nothing to whoever reads the configuration.</summary>
    private static object? ParseName(string text, Type type)
    {
        string plain = text.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        string? name = Array.Find(Enum.GetNames(type), known => string.Equals(known, plain, StringComparison.OrdinalIgnoreCase));
        return name is null ? null : Enum.Parse(type, name);
    }

    private static string[]? ParseList(string text)
    {
        if (!text.StartsWith('['))
        {
            return text.Length == 0 ? [] : text.Split(',', StringSplitOptions.TrimEntries);
        }

        try
        {
            string?[]? items = JsonSerializer.Deserialize<string?[]>(text);
            return items is null || Array.Exists(items, item => item is null) ? null : [.. items.OfType<string>()];
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
