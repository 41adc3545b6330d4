using Lakebase.Managed;

namespace Lakebase.Cli.Plan;

/// <summary>What Databricks publishes about synced tables and computes; docs/cli.md names the pages. Pure.</summary>
internal static class PublishedFigures
{
    /// <summary>Connections that one synced table may take.</summary>
    public const int ConnectionsPerTable = 16;

    /// <summary>Bytes of all synced tables together, as first published and still so for Provisioned.</summary>
    public const double TotalBytes = 2e12;

    /// <summary>Bytes of one table that is refreshed, as advised.</summary>
    public const double TableBytes = 1e12;

    /// <summary>Newer limits for Autoscaling, in the order in which they appeared.</summary>
    public static readonly IReadOnlyList<double> NewerTotalBytes = [8e12, 16e12];

    /// <summary>The share of changed rows from which copying the whole table is the cheaper way.</summary>
    public const double SnapshotShare = 0.1;

    /// <summary>The shortest interval of the service's Continuous policy.</summary>
    public static readonly TimeSpan ContinuousFloor = TimeSpan.FromSeconds(15);

    private const double ConnectionsPerUnit = 209.75;
    private const int MostConnections = 4_000;
    private const int ProvisionedConnections = 1_000;

    /// <summary>Rows per second and CU of a full copy.</summary>
    public static double LoadRate(ManagedGeneration generation) => generation == ManagedGeneration.Provisioned ? 15_000 : 2_000;

    /// <summary>Rows per second and CU of changes that are taken over.</summary>
    public static double ChangeRate(ManagedGeneration generation) => generation == ManagedGeneration.Provisioned ? 1_200 : 150;

    /// <summary>The sizes of a compute, in CU, smallest first.</summary>
    public static IReadOnlyList<double> Sizes(ManagedGeneration generation) => generation == ManagedGeneration.Provisioned
        ? [1, 2, 4, 8]
        : [0.5, .. Enumerable.Range(1, 112).Select(size => (double)size)];

    /// <summary>
    /// Connections that a compute allows. For Autoscaling the published 104, 839, 1,678 and 4,000 (at 0.5, 4, 8 and 32 CU) lie on one
    /// line with an upper end.
    /// </summary>
    public static int Connections(ManagedGeneration generation, double units) => generation == ManagedGeneration.Provisioned
        ? ProvisionedConnections
        : (int)Math.Min(MostConnections, Math.Floor(ConnectionsPerUnit * units));
}
