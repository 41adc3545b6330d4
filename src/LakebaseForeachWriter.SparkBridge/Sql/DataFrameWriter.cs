using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Sql;

/// <summary>Describes where a frame goes.</summary>
/// <remarks>Changes itself and returns itself, like Spark's own. Not thread-safe.</remarks>
public sealed class DataFrameWriter
{
    private readonly JvmObject _jvm;

    internal DataFrameWriter(JvmObject jvm) => _jvm = jvm;

    /// <summary>What happens when there is something already.</summary>
    public DataFrameWriter Mode(SaveMode saveMode) => Mode(saveMode switch
    {
        SaveMode.Append => "append",
        SaveMode.Overwrite => "overwrite",
        SaveMode.ErrorIfExists => "errorifexists",
        SaveMode.Ignore => "ignore",
        _ => throw new ArgumentOutOfRangeException(nameof(saveMode)),
    });

    /// <summary>What happens when there is something already: <c>append</c>, <c>overwrite</c>, <c>ignore</c> or <c>error</c>.</summary>
    public DataFrameWriter Mode(string saveMode) => With("mode", saveMode);

    /// <summary>The sink's format, such as <c>parquet</c> or <c>csv</c>.</summary>
    public DataFrameWriter Format(string source) => With("format", source);

    /// <summary>Sets an option of the source or sink.</summary>
    public DataFrameWriter Option(string key, string value) => With("option", key, value);

    /// <summary>Sets an option of the source or sink.</summary>
    public DataFrameWriter Option(string key, bool value) => With("option", key, value);

    /// <summary>Sets an option of the source or sink.</summary>
    public DataFrameWriter Option(string key, long value) => With("option", key, value);

    /// <summary>Sets an option of the source or sink.</summary>
    public DataFrameWriter Option(string key, double value) => With("option", key, value);

    /// <summary>Sets several options.</summary>
    public DataFrameWriter Options(Dictionary<string, string> options) => With("options", options);

    /// <summary>Writes a folder for each combination of the columns' values.</summary>
    public DataFrameWriter PartitionBy(params string[] colNames) => With("partitionBy", [colNames]);

    /// <summary>Spreads the rows of a table over buckets by columns.</summary>
    public DataFrameWriter BucketBy(int numBuckets, string colName, params string[] colNames) =>
        With("bucketBy", numBuckets, colName, colNames);

    /// <summary>Sorts the rows of each bucket.</summary>
    public DataFrameWriter SortBy(string colName, params string[] colNames) => With("sortBy", colName, colNames);

    /// <summary>Writes, to a sink that needs no path.</summary>
    public void Save() => _jvm.CallVoid("save");

    /// <summary>Writes to a path.</summary>
    public void Save(string path) => _jvm.CallVoid("save", path);

    /// <summary>Writes into a table, columns matched by position.</summary>
    public void InsertInto(string tableName) => _jvm.CallVoid("insertInto", tableName);

    /// <summary>Writes as a table.</summary>
    public void SaveAsTable(string tableName) => _jvm.CallVoid("saveAsTable", tableName);

    /// <summary>Writes into a database table, over JDBC.</summary>
    public void Jdbc(string url, string table, Dictionary<string, string> properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        using var jvmProperties = JdbcProperties.Create(_jvm.Gateway, properties);
        _jvm.CallVoid("jdbc", url, table, jvmProperties);
    }

    /// <summary>Writes JSON files.</summary>
    public void Json(string path) => _jvm.CallVoid("json", path);

    /// <summary>Writes Parquet files.</summary>
    public void Parquet(string path) => _jvm.CallVoid("parquet", path);

    /// <summary>Writes ORC files.</summary>
    public void Orc(string path) => _jvm.CallVoid("orc", path);

    /// <summary>Writes Text files.</summary>
    public void Text(string path) => _jvm.CallVoid("text", path);

    /// <summary>Writes CSV files.</summary>
    public void Csv(string path) => _jvm.CallVoid("csv", path);

    private DataFrameWriter With(string method, params ReadOnlySpan<object?> arguments)
    {
        _jvm.CallVoid(method, arguments);
        return this;
    }
}
