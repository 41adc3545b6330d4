using System.Collections.Concurrent;
using Lakebase.Schema;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.Spark;

/// <summary>The writer's schema: checked once on the driver, read once per process on the executors.</summary>
internal static class WriterSchema
{
    /// <summary>Few: a process serves the queries of one application.</summary>
    private static readonly ConcurrentDictionary<string, SourceSchema> Known = new(StringComparer.Ordinal);

    /// <summary>Throws unless options and columns can work, as far as that shows without a server.</summary>
    /// <exception cref="LakebaseOptionsException">The options cannot work.</exception>
    /// <exception cref="SchemaMismatchException">The columns cannot be written.</exception>
    public static void Validate(StructType schema, LakebaseWriterOptions options)
    {
        LakebaseWriterOptionsValidator.ThrowIfInvalid(options);
        List<string> problems = [];
        SourceSchema columns = SourceSchemaReader.Read(schema, problems);
        problems.AddRange(SourceProblems.Find(columns, options.PrimaryKeys, options.ComplexTypes));
        if (problems.Count > 0)
        {
            throw new SchemaMismatchException($"The rows cannot be written to {options.Table}:", problems);
        }
    }

    /// <summary>The columns of a schema that was validated.</summary>
    public static SourceSchema Read(string schemaJson) =>
        Known.GetOrAdd(schemaJson, static json => SourceSchemaReader.Read((StructType)DataType.ParseDataType(json), []));
}
