using Lakebase.Connections.Databricks;

namespace Lakebase.Cli.Doctor;

/// <summary>A Databricks workspace: whether it takes the login, and whose it is.</summary>
internal static class WorkspaceChecks
{
    private const string Area = "workspace";

    // Somebody waits for it, and to ask once more is not worth it here.
    private static readonly ApiPatience Short = new() { MaxRetries = 1 };

    /// <summary>The check; skipped where no workspace is configured.</summary>
    public static async Task<IReadOnlyList<DoctorFinding>> RunAsync(
        LakebaseWriterOptions options, Func<string, string?> environment, bool isWanted, CancellationToken cancellationToken)
    {
        WorkspaceLogin login;
        try
        {
            login = new WorkspaceSettings(environment, File.ReadAllText, where: "").Resolve(options);
        }
        catch (LakebaseOptionsException missing)
        {
            return isWanted
                ? [DoctorFinding.Problem(Area, "login", string.Join(" ", missing.Problems), "Set what is named there.")]
                : [DoctorFinding.Skipped(Area, "login", "No workspace is configured; none is needed for a database whose address is known.",
                    "Set DATABRICKS_HOST and a login, or name a profile in DATABRICKS_CONFIG_PROFILE.")];
        }

        try
        {
            string user = await new LakebaseApi(login, Short, TimeProvider.System).GetUserNameAsync(cancellationToken).ConfigureAwait(false);
            return [DoctorFinding.Ok(Area, "login", $"{login} takes it: {user}.")];
        }
        catch (LakebaseApiException refused)
        {
            return
            [
                DoctorFinding.Problem(
                    Area, "login", refused.Message, "Check DATABRICKS_HOST, the token or service principal, and the network."),
            ];
        }
    }

    /// <summary>Whether anything points to a workspace.</summary>
    public static bool IsConfigured(Func<string, string?> environment) =>
        new[] { "DATABRICKS_HOST", "DATABRICKS_CONFIG_PROFILE", "DATABRICKS_TOKEN", "DATABRICKS_CLIENT_ID", "LAKEBASE_ENDPOINT" }
            .Any(name => environment(name) is { Length: > 0 });
}
