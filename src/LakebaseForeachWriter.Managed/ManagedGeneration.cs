namespace Lakebase.Managed;

/// <summary>The two generations of Lakebase, each with a REST API of its own.</summary>
public enum ManagedGeneration
{
    /// <summary>Projects with branches, API <c>postgres</c>: the newer one.</summary>
    Autoscaling,

    /// <summary>Database instances, API <c>database</c>.</summary>
    Provisioned,
}
