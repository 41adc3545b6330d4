using System.Security.Cryptography;
using System.Text;

namespace Lakebase.Connections.Databricks;

/// <summary>A workspace and how to log in to its API. Immutable.</summary>
/// <param name="workspace">The workspace's address.</param>
/// <param name="clientId">The service principal's application id, if one is known.</param>
/// <param name="secret">The personal access token, or the service principal's secret.</param>
/// <param name="isToken">Whether the secret is a personal access token.</param>
internal sealed class WorkspaceLogin(Uri workspace, string? clientId, string secret, bool isToken)
{
    /// <summary>The workspace's address.</summary>
    public Uri Workspace { get; } = workspace;

    /// <summary>The service principal's application id, which is its database role too; null if the login has none.</summary>
    public string? ClientId { get; } = clientId;

    /// <summary>The personal access token, or the service principal's secret.</summary>
    public string Secret { get; } = secret;

    /// <summary>Whether <see cref="Secret"/> is a personal access token.</summary>
    public bool IsToken { get; } = isToken;

    /// <summary>
    /// Tells logins apart without giving a secret away: nobody can know whether two tokens belong to one user, so each counts as its own.
    /// </summary>
    public string Identity { get; } = $"{workspace}|{clientId}|{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)))}";

    /// <summary>Where, never how.</summary>
    public override string ToString() => $"{Workspace.Host} ({(IsToken ? "personal access token" : "OAuth")})";
}
