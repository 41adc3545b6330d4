namespace Lakebase.DeadLetters;

/// <summary>Where dead letters come from.</summary>
/// <param name="QueryId">The query's id; empty where nobody says it.</param>
/// <param name="Partition">Spark's partition.</param>
/// <param name="Epoch">Spark's epoch.</param>
internal sealed record DeadLetterOrigin(string QueryId, long Partition, long Epoch);
