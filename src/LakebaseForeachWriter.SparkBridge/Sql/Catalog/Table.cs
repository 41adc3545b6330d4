// Microsoft.Spark carries no nullability annotations; code written against it must not meet warnings here.
#nullable disable annotations
using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Sql.Catalog;

/// <summary>What the catalog knows of a table or view.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class Table
{
    private readonly JvmObject _jvm;

    internal Table(JvmObject jvm) => _jvm = jvm;

    /// <summary>The name.</summary>
    public string Name => _jvm.CallText("name");

    /// <summary>The database, or null for a temporary view.</summary>
    public string Database => _jvm.CallText("database");

    /// <summary>The description, or null.</summary>
    public string Description => _jvm.CallText("description");

    /// <summary>The kind, such as <c>MANAGED</c>, <c>EXTERNAL</c>, <c>VIEW</c> or <c>TEMPORARY</c>.</summary>
    public string TableType => _jvm.CallText("tableType");

    /// <summary>Whether it is a temporary view.</summary>
    public bool IsTemporary => _jvm.CallBool("isTemporary");
}
