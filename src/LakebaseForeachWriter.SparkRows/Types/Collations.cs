using Newtonsoft.Json.Linq;

namespace Microsoft.Spark.Sql.Types;

/// <summary>
/// Spark 4 writes a collated string as plain "string" and names its collation in the field's metadata:
/// <c>"__COLLATIONS": {"m.key": "icu.UNICODE_CI"}</c>, the path being the field's name and the way into arrays and maps.
/// </summary>
internal static class Collations
{
    private const string MetadataKey = "__COLLATIONS";

    /// <summary>The field's metadata with the collations of its type.</summary>
    public static JObject AddTo(JObject metadata, string fieldName, DataType type)
    {
        var collations = new JObject();
        Collect(type, fieldName, collations);
        var result = (JObject)metadata.DeepClone();
        if (collations.Count > 0)
        {
            result[MetadataKey] = collations;
        }

        return result;
    }

    /// <summary>Takes the collations out of a field's metadata: a map from path to collation name.</summary>
    public static IReadOnlyDictionary<string, string> TakeFrom(JObject metadata)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        if (metadata[MetadataKey] is JObject collations)
        {
            foreach (JProperty entry in collations.Properties())
            {
                string text = entry.Value.ToString();
                found[entry.Name] = text[(text.IndexOf('.', StringComparison.Ordinal) + 1)..];
            }

            metadata.Remove(MetadataKey);
        }

        return found;
    }

    private static void Collect(DataType type, string path, JObject found)
    {
        switch (type)
        {
            case StringType { HasDefaultCollation: false } text:
                found[path] = $"{ProviderOf(text.Collation)}.{text.Collation}";
                break;
            case ArrayType array:
                Collect(array.ElementType, path + ".element", found);
                break;
            case MapType map:
                Collect(map.KeyType, path + ".key", found);
                Collect(map.ValueType, path + ".value", found);
                break;
        }
    }

    // Spark implements the UTF8_* family itself and leaves every other collation to ICU.
    private static string ProviderOf(string collation) => collation.StartsWith("UTF8_", StringComparison.Ordinal) ? "spark" : "icu";
}
