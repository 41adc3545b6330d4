using Microsoft.Spark.Interop;
using Microsoft.Spark.Sql.Types;

namespace Microsoft.Spark.Sql;

/// <summary>Describes where a frame comes from.</summary>
/// <remarks>Changes itself and returns itself, like Spark's own. Not thread-safe.</remarks>
public sealed class DataFrameReader
{
    private readonly JvmObject _jvm;

    internal DataFrameReader(JvmObject jvm) => _jvm = jvm;

    /// <summary>The source's format, such as <c>csv</c>, <c>parquet</c> or <c>jdbc</c>.</summary>
    public DataFrameReader Format(string source) => With("format", source);

    /// <summary>The schema, for sources that need one.</summary>
    public DataFrameReader Schema(StructType schema)
    {
        using var jvmSchema = JvmSchema.Create(_jvm.Gateway, schema);
        return With("schema", jvmSchema);
    }

    /// <summary>The schema as SQL text: <c>id BIGINT, name STRING</c>.</summary>
    public DataFrameReader Schema(string schemaString) => With("schema", schemaString);

    /// <summary>Sets an option of the source or sink.</summary>
    public DataFrameReader Option(string key, string value) => With("option", key, value);

    /// <summary>Sets an option of the source or sink.</summary>
    public DataFrameReader Option(string key, bool value) => With("option", key, value);

    /// <summary>Sets an option of the source or sink.</summary>
    public DataFrameReader Option(string key, long value) => With("option", key, value);

    /// <summary>Sets an option of the source or sink.</summary>
    public DataFrameReader Option(string key, double value) => With("option", key, value);

    /// <summary>Sets several options.</summary>
    public DataFrameReader Options(Dictionary<string, string> options) => With("options", options);

    /// <summary>The frame, from a source that needs no path.</summary>
    public DataFrame Load() => Frame("load");

    /// <summary>The frame of a path.</summary>
    public DataFrame Load(string path) => Frame("load", path);

    /// <summary>The frame of several paths.</summary>
    public DataFrame Load(params string[] paths) => Frame("load", [paths]);

    /// <summary>The frame of a table.</summary>
    public DataFrame Table(string tableName) => Frame("table", tableName);

    /// <summary>The frame of JSON lines.</summary>
    public DataFrame Json(params string[] paths) => Frame("json", [paths]);

    /// <summary>The frame of CSV files.</summary>
    public DataFrame Csv(params string[] paths) => Frame("csv", [paths]);

    /// <summary>The frame of Parquet files.</summary>
    public DataFrame Parquet(params string[] paths) => Frame("parquet", [paths]);

    /// <summary>The frame of ORC files.</summary>
    public DataFrame Orc(params string[] paths) => Frame("orc", [paths]);

    /// <summary>The frame of text files, one line a row.</summary>
    public DataFrame Text(params string[] paths) => Frame("text", [paths]);

    /// <summary>The frame of a database table, over JDBC.</summary>
    public DataFrame Jdbc(string url, string table, Dictionary<string, string> properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        using var jvmProperties = JdbcProperties.Create(_jvm.Gateway, properties);
        return Frame("jdbc", url, table, jvmProperties);
    }

    /// <summary>The frame of a database table over JDBC, read in parallel by ranges of a whole-number column.</summary>
    /// <param name="url">Such as <c>jdbc:postgresql://host/database</c>.</param>
    /// <param name="table">The table.</param>
    /// <param name="columnName">The column whose values are divided into ranges.</param>
    /// <param name="lowerBound">Where the ranges begin; rows below are part of the first one.</param>
    /// <param name="upperBound">Where the ranges end; rows above are part of the last one.</param>
    /// <param name="numPartitions">How many ranges.</param>
    /// <param name="properties">Connection properties.</param>
    public DataFrame Jdbc(
        string url,
        string table,
        string columnName,
        long lowerBound,
        long upperBound,
        int numPartitions,
        Dictionary<string, string> properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        using var jvmProperties = JdbcProperties.Create(_jvm.Gateway, properties);
        return Frame("jdbc", url, table, columnName, lowerBound, upperBound, numPartitions, jvmProperties);
    }

    /// <summary>The frame of a database table over JDBC: one partition for each condition.</summary>
    public DataFrame Jdbc(string url, string table, IEnumerable<string> predicates, Dictionary<string, string> properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        using var jvmProperties = JdbcProperties.Create(_jvm.Gateway, properties);
        return Frame("jdbc", url, table, predicates.ToArray(), jvmProperties);
    }

    private DataFrameReader With(string method, params ReadOnlySpan<object?> arguments)
    {
        _jvm.CallVoid(method, arguments);
        return this;
    }

    private DataFrame Frame(string method, params ReadOnlySpan<object?> arguments) => new(_jvm.CallObject(method, arguments));
}
