namespace Microsoft.Spark.Sql;

/// <summary>
/// A writer that wants to know the Spark task it works for. An addition to Microsoft.Spark; writers do without it.
/// </summary>
public interface IForeachTaskAware
{
    /// <summary>Called once, on the task's thread, before <see cref="IForeachWriter.Open"/>.</summary>
    /// <param name="task">The task; it may be kept, in a field marked <see cref="NonSerializedAttribute"/>.</param>
    void OnTask(ForeachTask task);
}
