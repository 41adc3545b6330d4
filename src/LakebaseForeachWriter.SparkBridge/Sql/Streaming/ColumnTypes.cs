using Microsoft.Spark.Sql.Types;

namespace Microsoft.Spark.Sql.Streaming;

/// <summary>Which columns can be carried to a .NET writer (docs/protocol.md §4).</summary>
internal static class ColumnTypes
{
    /// <summary>Checks every column, at any depth.</summary>
    /// <exception cref="ArgumentException">
    /// A column's type cannot be carried; the message names its path and the SQL that helps.
    /// </exception>
    public static void Check(StructType schema)
    {
        var problems = new List<string>();
        foreach (var field in schema.Fields)
        {
            Collect(field.DataType, field.Name, problems);
        }

        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, problems.Prepend("Foreach cannot carry these columns:")));
        }
    }

    private static void Collect(DataType type, string path, List<string> problems)
    {
        switch (type)
        {
            case StructType nested:
                foreach (var field in nested.Fields)
                {
                    Collect(field.DataType, $"{path}.{field.Name}", problems);
                }

                break;
            case ArrayType array:
                Collect(array.ElementType, path + "[]", problems);
                break;
            case MapType map:
                Collect(map.KeyType, path + ".key", problems);
                Collect(map.ValueType, path + ".value", problems);
                break;
            case CalendarIntervalType:
                problems.Add($"{path} (calendar interval): CAST({path} AS STRING), "
                    + "or make an interval of years and months or of days and times only.");
                break;
            case UserDefinedType:
                problems.Add($"{path} ({type.SimpleString}): turn it into columns of plain types, or to_json({path}).");
                break;
            case UnknownType:
                problems.Add($"{path} ({type.SimpleString}): {Advice(type.SimpleString, path)}");
                break;
        }
    }

    private static string Advice(string type, string path) => type switch
    {
        _ when type.StartsWith("geo", StringComparison.OrdinalIgnoreCase) => $"ST_AsText({path}) or ST_AsBinary({path}).",
        _ when type.StartsWith("timestamp", StringComparison.OrdinalIgnoreCase) =>
            $"PostgreSQL keeps microseconds: CAST({path} AS TIMESTAMP) or CAST({path} AS TIMESTAMP_NTZ).",
        _ => $"CAST({path} AS STRING), or to_json({path}).",
    };
}
