using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Sql;

/// <summary>Writes a frame to a table of a catalog.</summary>
/// <remarks>Not thread-safe: settings belong to one writer.</remarks>
public sealed class DataFrameWriterV2
{
    private readonly JvmObject _jvm;

    internal DataFrameWriterV2(JvmObject jvm) => _jvm = jvm;

    /// <summary>The provider of a table that is created, such as <c>parquet</c>.</summary>
    public DataFrameWriterV2 Using(string provider) => With("using", provider);

    /// <summary>Sets an option of the sink.</summary>
    public DataFrameWriterV2 Option(string key, string value) => With("option", key, value);

    /// <summary>Sets an option of the sink.</summary>
    public DataFrameWriterV2 Option(string key, bool value) => With("option", key, value);

    /// <summary>Sets an option of the sink.</summary>
    public DataFrameWriterV2 Option(string key, long value) => With("option", key, value);

    /// <summary>Sets an option of the sink.</summary>
    public DataFrameWriterV2 Option(string key, double value) => With("option", key, value);

    /// <summary>Sets options of the sink.</summary>
    public DataFrameWriterV2 Options(Dictionary<string, string> options) => With("options", options);

    /// <summary>Sets a property of a table that is created.</summary>
    public DataFrameWriterV2 TableProperty(string property, string value) => With("tableProperty", property, value);

    /// <summary>The partitions of a table that is created.</summary>
    public DataFrameWriterV2 PartitionedBy(Column column, params Column[] columns) => With("partitionedBy", column, columns);

    /// <summary>Creates the table with the frame's rows.</summary>
    public void Create() => _jvm.CallVoid("create");

    /// <summary>Replaces the table.</summary>
    public void Replace() => _jvm.CallVoid("replace");

    /// <summary>Creates the table, or replaces it.</summary>
    public void CreateOrReplace() => _jvm.CallVoid("createOrReplace");

    /// <summary>Appends the rows.</summary>
    public void Append() => _jvm.CallVoid("append");

    /// <summary>Puts the rows in place of those that meet a condition.</summary>
    public void Overwrite(Column condition) => _jvm.CallVoid("overwrite", condition);

    /// <summary>Puts the rows in place of the partitions that they belong to.</summary>
    public void OverwritePartitions() => _jvm.CallVoid("overwritePartitions");

    private DataFrameWriterV2 With(string method, params ReadOnlySpan<object?> arguments)
    {
        _jvm.CallVoid(method, arguments);
        return this;
    }
}
