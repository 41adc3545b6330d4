using Microsoft.Spark.Interop;
using Microsoft.Spark.Sql.Streaming;
using Microsoft.Spark.Sql.Types;

namespace Microsoft.Spark.Sql;

/// <summary>A table that Spark computes when its rows are asked for, or a stream of rows.</summary>
/// <remarks>A plan that never changes: every method returns a new frame. Thread-safe.</remarks>
public sealed partial class DataFrame : IJvmObjectProvider
{
    private readonly JvmObject _jvm;

    internal DataFrame(JvmObject jvm) => _jvm = jvm;

    JvmObject IJvmObjectProvider.Jvm => _jvm;

    /// <summary>A column by its name.</summary>
    public Column this[string columnName] => Col(columnName);

    /// <summary>A column by its name.</summary>
    public Column Col(string colName) => new(_jvm.CallObject("col", colName));

    /// <summary>The columns whose names match a regular expression in back-ticks.</summary>
    public Column ColRegex(string colName) => new(_jvm.CallObject("colRegex", colName));

    /// <summary>The schema.</summary>
    public StructType Schema() => (StructType)DataType.ParseDataType(SchemaJson());

    /// <summary>Prints the schema as a tree.</summary>
    public void PrintSchema()
    {
        using var schema = _jvm.CallObject("schema");
        Console.WriteLine(schema.CallText("treeString"));
    }

    /// <summary>Prints the schema as a tree down to a level.</summary>
    public void PrintSchema(int level)
    {
        using var schema = _jvm.CallObject("schema");
        Console.WriteLine(schema.CallText("treeString", level));
    }

    /// <summary>Prints the physical plan, or with <paramref name="extended"/> the logical plans as well.</summary>
    public void Explain(bool extended = false) => Explain(extended ? "extended" : "simple");

    /// <summary>Prints the plans: <c>simple</c>, <c>extended</c>, <c>codegen</c>, <c>cost</c> or <c>formatted</c>.</summary>
    public void Explain(string mode)
    {
        using var execution = _jvm.CallObject("queryExecution");
        using var explainMode = _jvm.Gateway.CallStaticObject("org.apache.spark.sql.execution.ExplainMode", "fromString", mode);
        Console.WriteLine(execution.CallText("explainString", explainMode));
    }

    /// <summary>All column names with their types.</summary>
    public IEnumerable<Tuple<string, string>> DTypes() => Schema().Fields.Select(f => Tuple.Create(f.Name, f.DataType.SimpleString));

    /// <summary>All column names.</summary>
    public IReadOnlyList<string> Columns() => [.. Schema().Fields.Select(f => f.Name)];

    /// <summary>Whether rows can be had without running tasks.</summary>
    public bool IsLocal() => _jvm.CallBool("isLocal");

    /// <summary>Whether the frame has no rows. Runs a job.</summary>
    public bool IsEmpty() => _jvm.CallBool("isEmpty");

    /// <summary>Whether two frames have the same plan but for names, and so the same rows. False does not mean other rows.</summary>
    public bool SameSemantics(DataFrame other) => _jvm.CallBool("sameSemantics", other);

    /// <summary>A hash of the plan without its names: equal for frames with <see cref="SameSemantics"/>.</summary>
    public int SemanticHash() => (int)_jvm.Call("semanticHash")!;

    /// <summary>Whether the frame is a stream.</summary>
    public bool IsStreaming() => _jvm.CallBool("isStreaming");

    /// <summary>The files that the frame reads, as far as they are known.</summary>
    public IEnumerable<string> InputFiles() => _jvm.Gateway.TakeElements(_jvm.CallObject("inputFiles")).Cast<string>();

    /// <summary>A view of this session under a name; fails if the name is taken.</summary>
    public void CreateTempView(string viewName) => _jvm.CallVoid("createTempView", viewName);

    /// <summary>A view of this session under a name.</summary>
    public void CreateOrReplaceTempView(string viewName) => _jvm.CallVoid("createOrReplaceTempView", viewName);

    /// <summary>A view of the whole application (<c>global_temp.name</c>); fails if the name is taken.</summary>
    public void CreateGlobalTempView(string viewName) => _jvm.CallVoid("createGlobalTempView", viewName);

    /// <summary>A view of the whole application (<c>global_temp.name</c>).</summary>
    public void CreateOrReplaceGlobalTempView(string viewName) => _jvm.CallVoid("createOrReplaceGlobalTempView", viewName);

    /// <summary>Starts to write the frame.</summary>
    public DataFrameWriter Write() => new(_jvm.CallObject("write"));

    /// <summary>Starts to write the stream.</summary>
    public DataStreamWriter WriteStream() => new(this, _jvm.CallObject("writeStream"));

    /// <summary>Functions for rows with missing values.</summary>
    public DataFrameNaFunctions Na() => new(_jvm.CallObject("na"));

    /// <summary>Statistics over columns.</summary>
    public DataFrameStatFunctions Stat() => new(_jvm.CallObject("stat"));

    /// <summary>Starts to write to a table of a catalog.</summary>
    public DataFrameWriterV2 WriteTo(string table) => new(_jvm.CallObject("writeTo", table));

    internal string SchemaJson()
    {
        using var schema = _jvm.CallObject("schema");
        return schema.CallText("json")!;
    }

    private DataFrame Frame(string method, params ReadOnlySpan<object?> arguments) => new(_jvm.CallObject(method, arguments));
}
