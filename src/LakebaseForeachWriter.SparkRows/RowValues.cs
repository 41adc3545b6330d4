using System.Collections;
using System.Data.SqlTypes;
using System.Globalization;

namespace Microsoft.Spark.Sql;

/// <summary>What <see cref="Row"/> and <see cref="GenericRow"/> do with their values.</summary>
internal static class RowValues
{
    public static object? At(object?[] values, int index) => (uint)index < (uint)values.Length
        ? values[index]
        : throw new IndexOutOfRangeException($"There is no column {index}; the row has {values.Length} columns, counted from 0.");

    public static string Format(object?[] values) => $"[{string.Join(",", values.Select(v => Convert.ToString(v, CultureInfo.CurrentCulture)))}]";

    public static int Hash(object?[] values)
    {
        var hash = default(HashCode);
        foreach (object? value in values)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    public static T ConvertTo<T>(object? value)
    {
        if (value is T already)
        {
            return already;
        }

        if (value is null)
        {
            return default(T) is null
                ? default!
                : throw new InvalidCastException($"The value is null, which is no {typeof(T)}; ask for {typeof(T)}?, or look at Get(…) first.");
        }

        return (T)ConvertTo(value, typeof(T))!;
    }

    private static object? ConvertTo(object? value, Type target)
    {
        target = Nullable.GetUnderlyingType(target) ?? target;
        switch (value)
        {
            case null when !target.IsValueType:
                return null;
            case null:
                throw new InvalidCastException($"The value is null, which is no {target}.");
            case var _ when target.IsInstanceOfType(value):
                return value;
            case ArrayList list when target.IsArray:
                return ToArray(list, target.GetElementType()!);
            case Hashtable map when target.IsGenericType && target.GetGenericTypeDefinition() == typeof(Dictionary<,>):
                return ToDictionary(map, target);
            case SqlDecimal wide when IsNumber(target):
                return Convert.ChangeType(wide.Value, target, CultureInfo.InvariantCulture);
            case IConvertible number when IsNumber(value.GetType()) && IsNumber(target):
                return Convert.ChangeType(number, target, CultureInfo.InvariantCulture);
            default:
                throw new InvalidCastException($"A value of type {value.GetType()} does not convert to {target}.");
        }
    }

    private static Array ToArray(ArrayList list, Type elementType)
    {
        Array array = Array.CreateInstance(elementType, list.Count);
        for (int i = 0; i < list.Count; i++)
        {
            array.SetValue(ConvertElement(list[i], elementType), i);
        }

        return array;
    }

    private static object ToDictionary(Hashtable map, Type type)
    {
        Type[] arguments = type.GetGenericArguments();
        var dictionary = (IDictionary)Activator.CreateInstance(type, map.Count)!;
        foreach (DictionaryEntry entry in map)
        {
            dictionary[ConvertTo(entry.Key, arguments[0])!] = ConvertElement(entry.Value, arguments[1]);
        }

        return dictionary;
    }

    private static object? ConvertElement(object? value, Type type) =>
        value is null && Nullable.GetUnderlyingType(type) is not null ? null : ConvertTo(value, type);

    private static bool IsNumber(Type type) => !type.IsEnum && Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal;
}
