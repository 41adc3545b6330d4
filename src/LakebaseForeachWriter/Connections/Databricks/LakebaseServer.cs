namespace Lakebase.Connections.Databricks;

/// <summary>A database server that the workspace knows.</summary>
/// <param name="Host">Its address for writing.</param>
/// <param name="Name">What credentials are made for: an endpoint's resource name, or an instance's name.</param>
/// <param name="IsEndpoint">Whether it is an endpoint of the <c>postgres</c> API, rather than an instance of <c>database</c>.</param>
internal sealed record LakebaseServer(string Host, string Name, bool IsEndpoint);
