using Microsoft.Spark.Interop;
using Microsoft.Spark.Sql.Types;

namespace Microsoft.Spark.Sql.Streaming;

/// <summary>Describes where a stream comes from.</summary>
/// <remarks>Changes itself and returns itself, like Spark's own. Not thread-safe.</remarks>
public sealed class DataStreamReader
{
    private readonly JvmObject _jvm;

    internal DataStreamReader(JvmObject jvm) => _jvm = jvm;

    /// <summary>The source's format, such as <c>csv</c>, <c>parquet</c>, <c>rate</c> or <c>kafka</c>.</summary>
    public DataStreamReader Format(string source) => With("format", source);

    /// <summary>The schema, for sources that need one.</summary>
    public DataStreamReader Schema(StructType schema)
    {
        using var jvmSchema = JvmSchema.Create(_jvm.Gateway, schema);
        return With("schema", jvmSchema);
    }

    /// <summary>The schema as SQL text: <c>id BIGINT, name STRING</c>.</summary>
    public DataStreamReader Schema(string schemaString) => With("schema", schemaString);

    /// <summary>Sets an option of the source or sink.</summary>
    public DataStreamReader Option(string key, string value) => With("option", key, value);

    /// <summary>Sets an option of the source or sink.</summary>
    public DataStreamReader Option(string key, bool value) => With("option", key, value);

    /// <summary>Sets an option of the source or sink.</summary>
    public DataStreamReader Option(string key, long value) => With("option", key, value);

    /// <summary>Sets an option of the source or sink.</summary>
    public DataStreamReader Option(string key, double value) => With("option", key, value);

    /// <summary>Sets several options.</summary>
    public DataStreamReader Options(Dictionary<string, string> options) => With("options", options);

    /// <summary>The frame, from a source that needs no path.</summary>
    public DataFrame Load() => Frame("load");

    /// <summary>The frame of a path.</summary>
    public DataFrame Load(string path) => Frame("load", path);

    /// <summary>The frame of a table.</summary>
    public DataFrame Table(string tableName) => Frame("table", tableName);

    /// <summary>A stream of JSON lines that appear in a folder.</summary>
    public DataFrame Json(string path) => Frame("json", path);

    /// <summary>A stream of CSV files that appear in a folder.</summary>
    public DataFrame Csv(string path) => Frame("csv", path);

    /// <summary>A stream of Parquet files that appear in a folder.</summary>
    public DataFrame Parquet(string path) => Frame("parquet", path);

    /// <summary>A stream of ORC files that appear in a folder.</summary>
    public DataFrame Orc(string path) => Frame("orc", path);

    /// <summary>A stream of text files, one line a row that appear in a folder.</summary>
    public DataFrame Text(string path) => Frame("text", path);

    private DataStreamReader With(string method, params ReadOnlySpan<object?> arguments)
    {
        _jvm.CallVoid(method, arguments);
        return this;
    }

    private DataFrame Frame(string method, params ReadOnlySpan<object?> arguments) => new(_jvm.CallObject(method, arguments));
}
