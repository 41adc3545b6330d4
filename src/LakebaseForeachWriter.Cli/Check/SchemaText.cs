using Lakebase.Cli.CommandLine;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.Cli.Check;

/// <summary>Reads the rows' schema: Spark's JSON (<c>df.schema.json()</c>) or its DDL. Pure.</summary>
internal static class SchemaText
{
    /// <exception cref="UsageException">It is neither.</exception>
    public static StructType Parse(string text)
    {
        try
        {
            return text.TrimStart().StartsWith('{')
                ? DataType.ParseDataType(text) as StructType ?? throw new FormatException("its JSON is another type than a struct.")
                : DdlSchema.Parse(text);
        }
        catch (Exception malformed) when (malformed is FormatException or ArgumentException or InvalidCastException
            or Newtonsoft.Json.JsonException)
        {
            throw new UsageException(
                $"The schema cannot be read: {malformed.Message} Write 'id BIGINT NOT NULL, name STRING', or the JSON of df.schema.json().");
        }
    }
}
