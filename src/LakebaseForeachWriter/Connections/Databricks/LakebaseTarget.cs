namespace Lakebase.Connections.Databricks;

/// <summary>Which Lakebase database, and as whom to ask the workspace about it. Immutable.</summary>
/// <param name="resource">The database.</param>
/// <param name="login">The workspace and the login.</param>
/// <param name="needsCredential">Whether the workspace is asked for the database password too.</param>
internal sealed class LakebaseTarget(LakebaseResource resource, WorkspaceLogin login, bool needsCredential)
{
    /// <summary>The database.</summary>
    public LakebaseResource Resource { get; } = resource;

    /// <summary>The workspace and the login.</summary>
    public WorkspaceLogin Login { get; } = login;

    /// <summary>Whether the workspace is asked for the database password too.</summary>
    public bool NeedsCredential { get; } = needsCredential;

    /// <summary>Equal for equal databases and identities; knows of no database password, which changes.</summary>
    public string Identity => $"{Resource}|{Login.Identity}";
}
