using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Microsoft.Spark.Sql.Types;

/// <summary>A Spark SQL data type. Instances never change, so any thread may share them.</summary>
public abstract class DataType
{
    private protected DataType(string typeName) => TypeName = typeName;

    /// <summary>The type's name as Spark spells it, without parameters: <c>integer</c>, <c>decimal</c>, <c>struct</c>.</summary>
    public string TypeName { get; }

    /// <summary>A short readable form with parameters: <c>decimal(10,2)</c>, <c>array&lt;string&gt;</c>.</summary>
    public virtual string SimpleString => TypeName;

    /// <summary>The compact JSON that Spark's <c>DataType.fromJson</c> reads, with properties in alphabetical order.</summary>
    public string Json => SortProperties(JsonValue).ToString(Formatting.None);

    /// <summary>The JSON form as a tree that the caller may keep.</summary>
    internal virtual JToken JsonValue => new JValue(SimpleString);

    /// <summary>Reads the JSON that Spark's <c>DataType.json</c> writes.</summary>
    /// <param name="json">A JSON object, or the name of a simple type as a JSON string.</param>
    /// <returns>The type; a name that this library does not know becomes an <see cref="UnknownType"/>.</returns>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="ArgumentException">The JSON does not have the shape of a data type.</exception>
    public static DataType ParseDataType(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return DataTypeParser.Parse(ReadJson(json));
    }

    /// <summary>Whether the other object is a type with the same <see cref="SimpleString"/>; nullability does not count.</summary>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj) || (obj is DataType other && SimpleString == other.SimpleString);

    /// <summary>A hash that agrees with <see cref="Equals(object)"/>.</summary>
    public override int GetHashCode() => SimpleString.GetHashCode(StringComparison.Ordinal);

    /// <summary>Returns <see cref="SimpleString"/>.</summary>
    public override string ToString() => SimpleString;

    private static JToken ReadJson(string json)
    {
        // Metadata may hold texts that look like dates; they must come out as they went in.
        using var reader = new JsonTextReader(new StringReader(json)) { DateParseHandling = DateParseHandling.None, MaxDepth = 512 };
        return JToken.ReadFrom(reader);
    }

    private static JToken SortProperties(JToken token) => token switch
    {
        JObject source => new JObject(source.Properties()
            .OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => new JProperty(p.Name, SortProperties(p.Value)))),
        JArray array => new JArray(array.Select(SortProperties)),
        _ => token,
    };
}
