// Microsoft.Spark carries no nullability annotations; code written against it must not meet warnings here.
#nullable disable annotations
using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Sql.Catalog;

/// <summary>What the catalog knows of a database.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class Database
{
    private readonly JvmObject _jvm;

    internal Database(JvmObject jvm) => _jvm = jvm;

    /// <summary>The name.</summary>
    public string Name => _jvm.CallText("name");

    /// <summary>The description, or null.</summary>
    public string Description => _jvm.CallText("description");

    /// <summary>The folder of its files, as a URI.</summary>
    public string LocationUri => _jvm.CallText("locationUri");
}
