using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Sql;

/// <summary>Registers functions for SQL text. Functions written in .NET are not supported by this library.</summary>
public sealed partial class UdfRegistration
{
    private readonly JvmObject _jvm;

    internal UdfRegistration(JvmObject jvm) => _jvm = jvm;

    /// <summary>Registers a function of a Java class on Spark's class path.</summary>
    public void RegisterJava(string name, string className) => _jvm.CallVoid("registerJava", name, className, null);

    /// <summary>Registers an aggregate function of a Java class on Spark's class path.</summary>
    public void RegisterJavaUDAF(string name, string className) => _jvm.CallVoid("registerJavaUDAF", name, className);
}
