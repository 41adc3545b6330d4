using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Sql;

/// <summary>Registers functions for SQL text. Functions written in .NET are not supported by this library.</summary>
public sealed partial class UdfRegistration
{
    private readonly JvmObject _jvm;

    internal UdfRegistration(JvmObject jvm) => _jvm = jvm;

    /// <summary>Registers a function of a Java class on Spark's class path.</summary>
    /// <typeparam name="TResult">What it returns: a plain type, an array, or a dictionary.</typeparam>
    /// <param name="name">Its name in SQL text.</param>
    /// <param name="className">The Java class.</param>
    public void RegisterJava<TResult>(string name, string className)
    {
        using var type = JvmSchema.Create(_jvm.Gateway, ClrTypes.ToSpark(typeof(TResult)));
        _jvm.CallVoid("registerJava", name, className, type);
    }

    /// <summary>Registers an aggregate function of a Java class on Spark's class path.</summary>
    public void RegisterJavaUDAF(string name, string className) => _jvm.CallVoid("registerJavaUDAF", name, className);
}
