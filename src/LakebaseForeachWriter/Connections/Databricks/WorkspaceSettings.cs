namespace Lakebase.Connections.Databricks;

/// <summary>
/// Works out the workspace and the login: options win over the environment, which wins over a profile. Environment and files come in as
/// functions, so that the rules can be tested without either; so does the end of what messages say to set, the machine.
/// </summary>
internal sealed class WorkspaceSettings(
    Func<string, string?> environment, Func<string, string> readFile, string where = " on the executors")
{
    private const string TokenMethod = "pat";
    private const string OAuthMethod = "oauth-m2m";

    /// <summary>The workspace and how to log in.</summary>
    /// <exception cref="LakebaseOptionsException">Something is missing, contradictory or unreadable.</exception>
    public WorkspaceLogin Resolve(LakebaseWriterOptions options)
    {
        Found found = new()
        {
            Host = options.DatabricksHost ?? Variable("DATABRICKS_HOST"),
            Token = options.DatabricksToken ?? Variable("DATABRICKS_TOKEN"),
            ClientId = options.DatabricksClientId ?? Variable("DATABRICKS_CLIENT_ID"),
            ClientSecret = options.DatabricksClientSecret ?? Variable("DATABRICKS_CLIENT_SECRET"),
            AuthType = options.DatabricksAuthType ?? Variable("DATABRICKS_AUTH_TYPE"),
        };
        string? profile = options.DatabricksProfile ?? Variable("DATABRICKS_CONFIG_PROFILE");

        // As Databricks' own tools do: what is configured already is not mixed with a profile that nobody named.
        if (profile is not null || found is { Host: null, Token: null, ClientId: null, ClientSecret: null })
        {
            found = found.Or(ReadProfile(profile));
        }

        Uri workspace = ReadAddress(found.Host ?? throw Problem(
            $"No Databricks workspace: set DatabricksHost, DATABRICKS_HOST{where}, or name a profile that is there."));
        return Choose(found, workspace);
    }

    private WorkspaceLogin Choose(Found found, Uri workspace)
    {
        bool hasToken = found.Token is not null;
        bool hasOAuth = found is { ClientId: not null, ClientSecret: not null };
        switch (found.AuthType?.ToLowerInvariant())
        {
            case TokenMethod when !hasToken:
                throw Problem($"DatabricksAuthType is pat, but there is no token: set DATABRICKS_TOKEN{where}.");
            case OAuthMethod when !hasOAuth:
                throw Problem(
                    "DatabricksAuthType is oauth-m2m, but client id or secret is missing: "
                    + $"set DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET{where}.");
            case TokenMethod:
                hasOAuth = false;
                break;
            case OAuthMethod:
                hasToken = false;
                break;
            case null:
                break;
            default:
                throw Problem($"DatabricksAuthType must be {TokenMethod} or {OAuthMethod}.");
        }

        return (hasToken, hasOAuth) switch
        {
            (true, true) => throw Problem(
                "Two ways to log in to the workspace are configured: a personal access token (pat: DATABRICKS_TOKEN) and a service principal "
                + "(oauth-m2m: DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET). Remove one, or choose with DatabricksAuthType."),
            (true, false) => new WorkspaceLogin(workspace, found.ClientId, found.Token!, isToken: true),
            (false, true) => new WorkspaceLogin(workspace, found.ClientId, found.ClientSecret!, isToken: false),
            _ => throw Problem(
                $"No login to the workspace: set DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, or DATABRICKS_TOKEN,{where}{(where.Length > 0 ? "," : "")} "
                + "or name a profile (DatabricksProfile, DATABRICKS_CONFIG_PROFILE)."),
        };
    }

    private Found ReadProfile(string? profile)
    {
        string? chosen = Variable("DATABRICKS_CONFIG_FILE");
        string path = chosen ?? Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".databrickscfg");
        string text;
        try
        {
            text = readFile(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException && profile is null && chosen is null)
        {
            return new Found();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw Problem($"The profile file {path} cannot be read on this machine: {unreadable.Message}");
        }

        IReadOnlyDictionary<string, string> settings = ProfileFile.Read(text, profile)
            ?? throw Problem($"The profile file {path} has no profile '{profile}'.");
        return new Found
        {
            Host = Value(settings, "host"),
            Token = Value(settings, "token"),
            ClientId = Value(settings, "client_id"),
            ClientSecret = Value(settings, "client_secret"),
            AuthType = Value(settings, "auth_type"),
        };
    }

    private static Uri ReadAddress(string text)
    {
        string trimmed = text.Trim();
        string address = trimmed.Contains("://", StringComparison.Ordinal) ? trimmed : $"https://{trimmed}";
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0)
        {
            throw Problem("The workspace's host (DatabricksHost, DATABRICKS_HOST or the profile's host) is no address: expected https://….");
        }

        // Tokens go over this connection; plain text only to this machine itself, for tests and local proxies.
        return uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)
            ? new Uri(uri.GetLeftPart(UriPartial.Authority))
            : throw Problem("The workspace's host must be reached by https.");
    }

    private string? Variable(string name) => environment(name) is { Length: > 0 } value ? value : null;

    private static string? Value(IReadOnlyDictionary<string, string> settings, string name) =>
        settings.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    private static LakebaseOptionsException Problem(string problem) => new([problem]);

    // A class, not a record: nothing may print it.
    private sealed class Found
    {
        public string? Host { get; init; }

        public string? Token { get; init; }

        public string? ClientId { get; init; }

        public string? ClientSecret { get; init; }

        public string? AuthType { get; init; }

        public Found Or(Found other) => new()
        {
            Host = Host ?? other.Host,
            Token = Token ?? other.Token,
            ClientId = ClientId ?? other.ClientId,
            ClientSecret = ClientSecret ?? other.ClientSecret,
            AuthType = AuthType ?? other.AuthType,
        };
    }
}
