namespace Microsoft.Spark.Sql;

/// <summary>
/// Names a class of the application that every worker process makes once, before its first task: the place for what the executors need and
/// <c>Main</c> does on the driver only, such as OpenTelemetry. An addition to Microsoft.Spark.
/// </summary>
/// <remarks>
/// It stands on the application's own assembly: <c>[assembly: WorkerStartup(typeof(Telemetry))]</c>. The class has a public constructor
/// without parameters, which must not block for long: the first task waits for it. If it is <see cref="IDisposable"/>, it is disposed when
/// the worker ends in an orderly way, which gives it about a second to send what it has left. An exception in the constructor ends the
/// worker, and so fails the task.
/// </remarks>
/// <param name="type">The class.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class WorkerStartupAttribute(Type type) : Attribute
{
    /// <summary>The class.</summary>
    public Type Type { get; } = type;
}
