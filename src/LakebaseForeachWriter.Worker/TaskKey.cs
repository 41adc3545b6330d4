namespace Lakebase.Worker;

/// <summary>What may run only once at a time: a partition of an epoch of a query.</summary>
internal readonly record struct TaskKey(string QueryId, long Partition, long Epoch);
