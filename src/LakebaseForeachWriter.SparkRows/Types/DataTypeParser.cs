using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace Microsoft.Spark.Sql.Types;

/// <summary>Reads the JSON form of Spark's data types, of every version from 3.5 on.</summary>
internal static partial class DataTypeParser
{
    private static readonly FrozenDictionary<string, Func<DataType>> s_simpleTypes = new Dictionary<string, Func<DataType>>
    {
        ["null"] = () => new NullType(),
        ["void"] = () => new NullType(),
        ["string"] = () => new StringType(),
        ["binary"] = () => new BinaryType(),
        ["boolean"] = () => new BooleanType(),
        ["date"] = () => new DateType(),
        ["timestamp"] = () => new TimestampType(),
        ["timestamp_ltz"] = () => new TimestampType(),
        ["timestamp_ntz"] = () => new TimestampNTZType(),
        ["double"] = () => new DoubleType(),
        ["float"] = () => new FloatType(),
        ["byte"] = () => new ByteType(),
        ["short"] = () => new ShortType(),
        ["integer"] = () => new IntegerType(),
        ["long"] = () => new LongType(),
        ["decimal"] = () => new DecimalType(),
        ["interval"] = () => new CalendarIntervalType(),
        ["calendarinterval"] = () => new CalendarIntervalType(),
        ["variant"] = () => new VariantType(),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly IReadOnlyDictionary<string, string> s_noCollations = new Dictionary<string, string>();

    public static DataType Parse(JToken json) => Parse(json, "", s_noCollations);

    /// <param name="json">The type.</param>
    /// <param name="path">Where it stands in the field around it, as the keys of <paramref name="collations"/> are written.</param>
    /// <param name="collations">Collations of the field around it.</param>
    private static DataType Parse(JToken json, string path, IReadOnlyDictionary<string, string> collations) => json switch
    {
        JObject value => ParseObject(value, path, collations),
        JValue { Type: JTokenType.String } name => ParseName((string)name!, path, collations),
        _ => throw new ArgumentException("A Spark data type is a JSON string or a JSON object."),
    };

    private static DataType ParseObject(JObject json, string path, IReadOnlyDictionary<string, string> collations)
    {
        string kind = (string?)Member(json, "type") ?? "";
        return kind switch
        {
            "struct" => new StructType(Expect<JArray>(Member(json, "fields"), "fields").Select(ParseField)),
            "array" => new ArrayType(Parse(Member(json, "elementType"), path + ".element", collations), (bool)Member(json, "containsNull")),
            "map" => new MapType(
                Parse(Member(json, "keyType"), path + ".key", collations),
                Parse(Member(json, "valueType"), path + ".value", collations),
                (bool)Member(json, "valueContainsNull")),
            "udt" => new UserDefinedType((JObject)json.DeepClone()),
            _ => new UnknownType(kind, json.DeepClone()),
        };
    }

    private static StructField ParseField(JToken field)
    {
        JObject json = Expect<JObject>(field, "fields");
        string name = (string?)Member(json, "name") ?? "";
        JObject metadata = json["metadata"] is JObject given ? (JObject)given.DeepClone() : new JObject();
        IReadOnlyDictionary<string, string> collations = Collations.TakeFrom(metadata);
        return new StructField(name, Parse(Member(json, "type"), name, collations), (bool)Member(json, "nullable"), metadata);
    }

    private static DataType ParseName(string name, string path, IReadOnlyDictionary<string, string> collations)
    {
        if (name == "string" && collations.TryGetValue(path, out string? collation))
        {
            return new StringType(collation);
        }

        if (s_simpleTypes.TryGetValue(name, out Func<DataType>? create))
        {
            return create();
        }

        return ParseParameters(name) ?? IntervalFields.Parse(name) ?? new UnknownType(name, new JValue(name));
    }

    private static DataType? ParseParameters(string name)
    {
        if (CollatedString().Match(name) is { Success: true } collated)
        {
            return new StringType(collated.Groups[1].Value);
        }

        if (OneOrTwoNumbers().Match(name) is not { Success: true } match)
        {
            return null;
        }

        int first = int.Parse(match.Groups["first"].Value, CultureInfo.InvariantCulture);
        int? second = match.Groups["second"] is { Success: true } group ? int.Parse(group.Value, CultureInfo.InvariantCulture) : null;
        return (match.Groups["name"].Value, second) switch
        {
            ("decimal", { } scale) => new DecimalType(first, scale),
            ("char", null) => new CharType(first),
            ("varchar", null) => new VarcharType(first),
            ("time", null) => new TimeType(first),
            _ => null,
        };
    }

    private static JToken Member(JObject json, string name) =>
        json[name] ?? throw new ArgumentException($"A Spark data type in JSON lacks its member '{name}'.");

    private static T Expect<T>(JToken json, string member)
        where T : JToken =>
        json as T ?? throw new ArgumentException($"The member '{member}' of a Spark data type in JSON must be an array of objects.");

    [GeneratedRegex(@"^string collate (\w+)$", RegexOptions.CultureInvariant)]
    private static partial Regex CollatedString();

    // At most nine digits, so that the number fits an int.
    [GeneratedRegex(@"^(?<name>[a-z]+)\(\s*(?<first>-?\d{1,9})\s*(,\s*(?<second>-?\d{1,9})\s*)?\)$", RegexOptions.CultureInvariant)]
    private static partial Regex OneOrTwoNumbers();
}
