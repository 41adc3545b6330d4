using Newtonsoft.Json.Linq;

namespace Microsoft.Spark.Sql.Types;

/// <summary>An array of values of one type.</summary>
public sealed class ArrayType : DataType
{
    /// <summary>Creates the type.</summary>
    /// <param name="elementType">The type of the elements.</param>
    /// <param name="containsNull">Whether elements can be null; default true.</param>
    public ArrayType(DataType elementType, bool containsNull = true) : base("array")
    {
        ArgumentNullException.ThrowIfNull(elementType);
        ElementType = elementType;
        ContainsNull = containsNull;
    }

    /// <summary>The type of the elements.</summary>
    public DataType ElementType { get; }

    /// <summary>Whether elements can be null.</summary>
    public bool ContainsNull { get; }

    /// <inheritdoc/>
    public override string SimpleString => $"array<{ElementType.SimpleString}>";

    internal override JToken JsonValue => new JObject
    {
        ["type"] = TypeName,
        ["elementType"] = ElementType.JsonValue,
        ["containsNull"] = ContainsNull,
    };
}

/// <summary>A map from keys of one type to values of another.</summary>
public sealed class MapType : DataType
{
    /// <summary>Creates the type.</summary>
    /// <param name="keyType">The type of the keys, which are never null.</param>
    /// <param name="valueType">The type of the values.</param>
    /// <param name="valueContainsNull">Whether values can be null; default true.</param>
    public MapType(DataType keyType, DataType valueType, bool valueContainsNull = true) : base("map")
    {
        ArgumentNullException.ThrowIfNull(keyType);
        ArgumentNullException.ThrowIfNull(valueType);
        KeyType = keyType;
        ValueType = valueType;
        ValueContainsNull = valueContainsNull;
    }

    /// <summary>The type of the keys.</summary>
    public DataType KeyType { get; }

    /// <summary>The type of the values.</summary>
    public DataType ValueType { get; }

    /// <summary>Whether values can be null.</summary>
    public bool ValueContainsNull { get; }

    /// <inheritdoc/>
    public override string SimpleString => $"map<{KeyType.SimpleString},{ValueType.SimpleString}>";

    internal override JToken JsonValue => new JObject
    {
        ["type"] = TypeName,
        ["keyType"] = KeyType.JsonValue,
        ["valueType"] = ValueType.JsonValue,
        ["valueContainsNull"] = ValueContainsNull,
    };
}

/// <summary>A struct: the type of a row.</summary>
public sealed class StructType : DataType
{
    /// <summary>Creates the type.</summary>
    /// <param name="fields">The fields in order.</param>
    public StructType(IEnumerable<StructField> fields) : base("struct")
    {
        ArgumentNullException.ThrowIfNull(fields);
        Fields = fields.ToList();
    }

    /// <summary>The fields in order. Do not change the list after the type is in use.</summary>
    public List<StructField> Fields { get; }

    /// <inheritdoc/>
    public override string SimpleString => $"struct<{string.Join(",", Fields.Select(f => $"{f.Name}:{f.DataType.SimpleString}"))}>";

    internal override JToken JsonValue => new JObject
    {
        ["type"] = TypeName,
        ["fields"] = new JArray(Fields.Select(f => f.JsonValue)),
    };
}
