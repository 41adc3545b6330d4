using System.Collections;

namespace Microsoft.Spark.Interop;

/// <summary>
/// Arguments of one call, made fit for Py4J, which converts no collections itself: .NET arrays become Java arrays,
/// dictionaries a HashMap. What was made for the call is given back after it.
/// </summary>
internal sealed class ArgumentList : IDisposable
{
    private const string StringClass = "java.lang.String";
    private const string ColumnClass = "org.apache.spark.sql.Column";

    private readonly List<JvmObject> _temporary = [];

    public ArgumentList(JvmGateway gateway, ReadOnlySpan<object?> arguments)
    {
        Values = new object?[arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            Values[i] = Convert(gateway, arguments[i]);
        }
    }

    public object?[] Values { get; }

    public void Dispose()
    {
        foreach (var made in _temporary)
        {
            made.Dispose();
        }
    }

    private object? Convert(JvmGateway gateway, object? argument)
    {
        switch (argument)
        {
            case IJvmObjectProvider provider:
                return provider.Jvm;
            case string[] texts:
                return Keep(gateway.NewArray(StringClass, texts));
            case Sql.Column[] columns:
                return Keep(gateway.NewArray(ColumnClass, columns));
            case object?[] objects:
                return Keep(gateway.NewArray("java.lang.Object", objects));
            case int[] or long[] or double[]:
                return Keep(gateway.NewArray(PrimitiveName(argument), [.. ((IEnumerable)argument).Cast<object?>()]));
            case IDictionary map:
                return Keep(NewMap(gateway, map));
            default:
                return argument;
        }
    }

    private static string PrimitiveName(object array) => array switch { int[] => "int", long[] => "long", _ => "double" };

    private static JvmObject NewMap(JvmGateway gateway, IDictionary entries)
    {
        var map = gateway.Construct("java.util.HashMap");
        foreach (DictionaryEntry entry in entries)
        {
            map.CallVoid("put", entry.Key, entry.Value);
        }

        return map;
    }

    private JvmObject Keep(JvmObject made)
    {
        _temporary.Add(made);
        return made;
    }
}
