namespace Lakebase.IntegrationTests;

/// <summary>What belongs to the whole process (metrics, exceptions that nobody observed): its tests run while no others do.</summary>
[CollectionDefinition(nameof(WholeProcess), DisableParallelization = true)]
public sealed class WholeProcess;
