using System.Globalization;
using System.Text;

namespace Microsoft.Spark.Interop;

/// <summary>Writes commands of the Py4J text protocol: a list of lines, each ended by a line feed, the last one <c>e</c>.</summary>
internal static class CommandWriter
{
    /// <summary>Calls a method of an object (its id) or of a class (<c>z:</c> and the class name).</summary>
    public static string Call(string target, string method, params ReadOnlySpan<object?> arguments) =>
        Command($"c\n{target}\n{method}\n", arguments);

    /// <summary>Calls a constructor.</summary>
    public static string Construct(string javaClass, params ReadOnlySpan<object?> arguments) =>
        Command($"i\n{javaClass}\n", arguments);

    /// <summary>Reads a static field.</summary>
    public static string StaticField(string javaClass, string field) => $"r\nm\n{javaClass}\n{field}\ne\n";

    /// <summary>Creates an array of the given element class.</summary>
    public static string NewArray(string elementClass, int length) =>
        string.Create(CultureInfo.InvariantCulture, $"a\nc\ns{elementClass}\ni{length}\ne\n");

    /// <summary>Sets one element of an array.</summary>
    public static string SetElement(string arrayId, int index, object? value) =>
        Command(string.Create(CultureInfo.InvariantCulture, $"a\ns\n{arrayId}\ni{index}\n"), [value]);

    /// <summary>Reads one element of an array.</summary>
    public static string GetElement(string arrayId, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"a\ng\n{arrayId}\ni{index}\ne\n");

    /// <summary>Asks for the length of an array.</summary>
    public static string ArrayLength(string arrayId) => $"a\ne\n{arrayId}\ne\n";

    /// <summary>Asks for the stack trace of a throwable.</summary>
    public static string StackTrace(string throwableId) => $"p\nr{throwableId}\ne\n";

    /// <summary>Gives an object back to the JVM's garbage collector.</summary>
    public static string Release(string objectId) => $"m\nd\n{objectId}\ne\n";

    /// <summary>The first command on every connection. It alone has no end line: one would count as the next command.</summary>
    public static string Authenticate(string secret) => $"A\n{secret}\n";

    private static string Command(string head, ReadOnlySpan<object?> arguments)
    {
        var text = new StringBuilder(head);
        foreach (var argument in arguments)
        {
            AppendPart(text, argument);
            text.Append('\n');
        }

        return text.Append("e\n").ToString();
    }

    private static void AppendPart(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null: text.Append('n'); break;
            case string s: AppendEscaped(text.Append('s'), s); break;
            case char c: AppendEscaped(text.Append('s'), c.ToString()); break;
            case bool b: text.Append('b').Append(b ? "true" : "false"); break;
            case int or short or byte or sbyte or ushort: text.Append('i').Append(CultureInfo.InvariantCulture, $"{value}"); break;
            case long or uint: text.Append('L').Append(CultureInfo.InvariantCulture, $"{value}"); break;
            case double d: text.Append('d').Append(FormatDouble(d)); break;
            case float f: text.Append('d').Append(FormatDouble(f)); break;
            case decimal m: text.Append('D').Append(CultureInfo.InvariantCulture, $"{m}"); break;
            case byte[] bytes: text.Append('j').Append(Convert.ToBase64String(bytes)); break;
            case JvmObject reference: text.Append('r').Append(reference.Id); break;
            default:
                throw new ArgumentException($"A value of type {value.GetType()} cannot be passed to Spark.", nameof(value));
        }
    }

    // Java's Double.parseDouble does not know the words; Py4J itself turns these three into them.
    private static string FormatDouble(double value) => value switch
    {
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        _ when double.IsNaN(value) => "nan",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static void AppendEscaped(StringBuilder text, string value)
    {
        foreach (var c in value)
        {
            switch (c)
            {
                case '\\': text.Append("\\\\"); break;
                case '\r': text.Append("\\r"); break;
                case '\n': text.Append("\\n"); break;
                default: text.Append(c); break;
            }
        }
    }
}
