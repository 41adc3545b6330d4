namespace Microsoft.Spark.Interop;

/// <summary>A class of the API that stands for an object of the JVM and may be passed as an argument.</summary>
internal interface IJvmObjectProvider
{
    /// <summary>The object it stands for.</summary>
    JvmObject Jvm { get; }
}
