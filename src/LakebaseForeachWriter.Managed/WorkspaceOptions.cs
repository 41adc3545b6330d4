namespace Lakebase.Managed;

/// <summary>
/// Which Databricks workspace, and as whom. What is null comes from the environment (<c>DATABRICKS_HOST</c>, <c>DATABRICKS_TOKEN</c>,
/// <c>DATABRICKS_CLIENT_ID</c>, <c>DATABRICKS_CLIENT_SECRET</c>, <c>DATABRICKS_AUTH_TYPE</c>) or a profile of <c>~/.databrickscfg</c>, as
/// for the sink.
/// </summary>
public sealed class WorkspaceOptions
{
    /// <summary>The workspace, <c>https://…</c>. Default: null.</summary>
    public string? Host { get; set; }

    /// <summary>The profile of <c>~/.databrickscfg</c> (or <c>DATABRICKS_CONFIG_FILE</c>). Default: null, which means
    /// <c>DATABRICKS_CONFIG_PROFILE</c>, or else the file's default where nothing else is configured.</summary>
    public string? Profile { get; set; }

    /// <summary>A personal access token. Default: null. Never printed.</summary>
    public string? Token { get; set; }

    /// <summary>The application id of a service principal. Default: null.</summary>
    public string? ClientId { get; set; }

    /// <summary>The service principal's OAuth secret. Default: null. Never printed.</summary>
    public string? ClientSecret { get; set; }

    /// <summary><c>pat</c> or <c>oauth-m2m</c>: which login counts where both are configured. Default: null; two logins are then an
    /// error.</summary>
    public string? AuthType { get; set; }

    /// <summary>Workspace and profile, never a secret.</summary>
    public override string ToString() => $"WorkspaceOptions {{ Host = {Host ?? "(by reference)"}, Profile = {Profile ?? "(by reference)"} }}";
}
