// Microsoft.Spark carries no nullability annotations; code written against it must not meet warnings here.
#nullable disable annotations
using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Sql.Catalog;

/// <summary>What the catalog knows of a function.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class Function
{
    private readonly JvmObject _jvm;

    internal Function(JvmObject jvm) => _jvm = jvm;

    /// <summary>The name.</summary>
    public string Name => _jvm.CallText("name");

    /// <summary>The database, or null for a function of Spark or of the session.</summary>
    public string Database => _jvm.CallText("database");

    /// <summary>The description, or null.</summary>
    public string Description => _jvm.CallText("description");

    /// <summary>The Java class that implements it.</summary>
    public string ClassName => _jvm.CallText("className");

    /// <summary>Whether it is a function of the session.</summary>
    public bool IsTemporary => _jvm.CallBool("isTemporary");
}
