namespace Microsoft.Spark.Sql;

/// <summary>What a query of this application will have. Immutable.</summary>
/// <param name="Executors">Executor processes: as many as the configuration asks for, else those that are there; 1 in local mode.</param>
/// <param name="TasksPerExecutor">Tasks that an executor runs at once, or null if the configuration does not say.</param>
public sealed record ForeachResources(int Executors, int? TasksPerExecutor);
