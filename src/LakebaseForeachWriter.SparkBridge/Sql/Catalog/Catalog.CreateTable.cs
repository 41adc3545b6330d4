using Microsoft.Spark.Interop;
using Microsoft.Spark.Sql.Types;

namespace Microsoft.Spark.Sql.Catalog;

public sealed partial class Catalog
{
    /// <summary>A table over files; the format is that of <c>spark.sql.sources.default</c>.</summary>
    public DataFrame CreateTable(string tableName, string path) => Create(tableName, path);

    /// <summary>A table over files of a format.</summary>
    public DataFrame CreateTable(string tableName, string path, string source) => Create(tableName, path, source);

    /// <summary>A table of a source with options.</summary>
    public DataFrame CreateTable(string tableName, string source, IDictionary<string, string> options) =>
        Create(tableName, source, options);

    /// <summary>A table of a source with a description and options.</summary>
    public DataFrame CreateTable(string tableName, string source, string description, IDictionary<string, string> options) =>
        Create(tableName, source, description, options);

    /// <summary>A table of a source with a schema and options.</summary>
    public DataFrame CreateTable(string tableName, string source, StructType schema, IDictionary<string, string> options)
    {
        using var jvmSchema = JvmSchema.Create(_jvm.Gateway, schema);
        return Create(tableName, source, jvmSchema, options);
    }

    /// <summary>A table of a source with a schema, a description and options.</summary>
    public DataFrame CreateTable(
        string tableName, string source, StructType schema, string description, IDictionary<string, string> options)
    {
        using var jvmSchema = JvmSchema.Create(_jvm.Gateway, schema);
        return Create(tableName, source, jvmSchema, description, options);
    }

    private DataFrame Create(params ReadOnlySpan<object?> arguments) => new(_jvm.CallObject("createTable", arguments));
}
