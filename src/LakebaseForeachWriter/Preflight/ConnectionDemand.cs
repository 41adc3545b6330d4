namespace Lakebase.Preflight;

/// <summary>How many connections a query may open at once.</summary>
/// <param name="Executors">Executor processes, each with a pool of its own.</param>
/// <param name="TasksPerExecutor">Tasks that one executor runs at once, or null if unknown.</param>
internal readonly record struct ConnectionDemand(int Executors, int? TasksPerExecutor)
{
    /// <summary>One process, as in local mode or without Spark.</summary>
    public static ConnectionDemand OneProcess => new(1, null);

    /// <summary>The most connections at once: a task holds at most one, and an executor at most <paramref name="maxConnections"/>.</summary>
    public int Connections(int maxConnections) => Executors * Math.Min(TasksPerExecutor ?? maxConnections, maxConnections);
}
