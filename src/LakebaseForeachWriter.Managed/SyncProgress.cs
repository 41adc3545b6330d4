namespace Lakebase.Managed;

/// <summary>How far a run of a synced table's pipeline is. Null members are not known. Immutable.</summary>
/// <param name="Share">The share that is done, 0 … 1.</param>
/// <param name="SyncedRows">Rows that are done.</param>
/// <param name="TotalRows">Rows in all; may be an estimate.</param>
/// <param name="Remaining">The time that is left; an estimate.</param>
/// <param name="Version">The source's Delta version that it works on.</param>
/// <param name="Phase">The service's name for what it does.</param>
public sealed record SyncProgress(double? Share, long? SyncedRows, long? TotalRows, TimeSpan? Remaining, long? Version, string? Phase);
