namespace Lakebase.Managed;

/// <summary>A sign of life of a wait. Immutable.</summary>
/// <param name="Step">What is being waited for.</param>
/// <param name="Table">The table as it was described last, where it was asked for.</param>
public sealed record ManagedTableProgress(string Step, ManagedTable? Table = null);
