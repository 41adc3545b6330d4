using Lakebase.Connections.Databricks;

namespace Lakebase.UnitTests.Connections.Databricks;

public sealed class WorkspaceSettingsTests
{
    private readonly Dictionary<string, string> _environment = [];
    private string? _profiles;

    private WorkspaceLogin Resolve(LakebaseWriterOptions? options = null) =>
        new WorkspaceSettings(_environment.GetValueOrDefault, _ => _profiles ?? throw new FileNotFoundException("gone"))
            .Resolve(options ?? new LakebaseWriterOptions());

    private string Problem(LakebaseWriterOptions? options = null) => Assert.Throws<LakebaseOptionsException>(() => Resolve(options)).Message;

    [Fact]
    public void Resolve_Environment_IsTheToken()
    {
        _environment["DATABRICKS_HOST"] = "dbc-1.cloud.example";
        _environment["DATABRICKS_TOKEN"] = "t";

        WorkspaceLogin login = Resolve();

        Assert.Equal((new Uri("https://dbc-1.cloud.example/"), "t", true), (login.Workspace, login.Secret, login.IsToken));
    }

    [Fact]
    public void Resolve_OptionsAndEnvironment_OptionsWin()
    {
        _environment["DATABRICKS_HOST"] = "https://environment.example";
        _environment["DATABRICKS_CLIENT_ID"] = "environment";
        _environment["DATABRICKS_CLIENT_SECRET"] = "s";

        WorkspaceLogin login = Resolve(new LakebaseWriterOptions { DatabricksHost = "https://option.example/path?o=1", DatabricksClientId = "option" });

        Assert.Equal((new Uri("https://option.example/"), "option", "s", false), (login.Workspace, login.ClientId, login.Secret, login.IsToken));
    }

    [Fact]
    public void Resolve_TwoLogins_ListsBoth()
    {
        Both();

        string problem = Problem();

        Assert.Contains("DATABRICKS_TOKEN", problem, StringComparison.Ordinal);
        Assert.Contains("DATABRICKS_CLIENT_SECRET", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pat", true)]
    [InlineData("oauth-m2m", false)]
    public void Resolve_TwoLoginsAndAuthType_IsTheChosenOne(string authType, bool isToken)
    {
        Both();

        Assert.Equal(isToken, Resolve(new LakebaseWriterOptions { DatabricksAuthType = authType }).IsToken);
        _environment["DATABRICKS_AUTH_TYPE"] = authType;
        Assert.Equal(isToken, Resolve().IsToken);
    }

    [Fact]
    public void Resolve_NothingButAProfile_IsTheFilesDefault()
    {
        _profiles = """
            ; a comment
            [DEFAULT]
            host = https://default.example
            token = default

            [prod]
            host=https://prod.example
            client_id = id
            client_secret = with=equals
            """;

        Assert.Equal("default", Resolve().Secret);
        WorkspaceLogin prod = Resolve(new LakebaseWriterOptions { DatabricksProfile = "prod" });
        Assert.Equal(("prod.example", "id", "with=equals"), (prod.Workspace.Host, prod.ClientId, prod.Secret));

        _profiles = "[__settings__]\ndefault_profile = prod\n" + _profiles;
        Assert.Equal("with=equals", Resolve().Secret);
    }

    [Fact]
    public void Resolve_NamedProfile_InheritsNothingFromDefault()
    {
        _profiles = "[DEFAULT]\nhost = https://default.example\ntoken = t\n[empty]\nhost = https://empty.example\n";
        _environment["DATABRICKS_CONFIG_PROFILE"] = "empty";

        Assert.Contains("No login", Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_HostInTheEnvironment_ReadsNoUnnamedProfile()
    {
        _environment["DATABRICKS_HOST"] = "https://environment.example";
        _profiles = "[DEFAULT]\nhost = https://default.example\ntoken = t\n";

        Assert.Contains("No login", Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_SomethingMissing_NamesIt()
    {
        Assert.Contains("DATABRICKS_HOST", Problem(), StringComparison.Ordinal);
        Assert.Contains("no-such", WithProfiles("[DEFAULT]\n", () => Problem(new LakebaseWriterOptions { DatabricksProfile = "no-such" })), StringComparison.Ordinal);
        Assert.Contains(".databrickscfg", Problem(new LakebaseWriterOptions { DatabricksProfile = "p" }), StringComparison.Ordinal);
        Assert.Contains("client id or secret", Problem(new LakebaseWriterOptions { DatabricksHost = "h", DatabricksAuthType = "oauth-m2m" }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://remote.example")]
    [InlineData("ftp://remote.example")]
    public void Resolve_PlainTextToAnotherMachine_IsRefused(string host) =>
        Assert.Contains("https", Problem(new LakebaseWriterOptions { DatabricksHost = host, DatabricksToken = "t" }), StringComparison.Ordinal);

    [Fact]
    public void Login_ToStringAndIdentity_HideTheSecret()
    {
        WorkspaceLogin login = new(new Uri("https://h.example"), "id", "hidden", isToken: false);

        Assert.DoesNotContain("hidden", login.ToString() + login.Identity, StringComparison.Ordinal);
        Assert.NotEqual(login.Identity, new WorkspaceLogin(login.Workspace, "id", "other", isToken: false).Identity);
    }

    private void Both()
    {
        _environment["DATABRICKS_HOST"] = "https://h.example";
        _environment["DATABRICKS_TOKEN"] = "hidden";
        _environment["DATABRICKS_CLIENT_ID"] = "id";
        _environment["DATABRICKS_CLIENT_SECRET"] = "hidden";
    }

    private T WithProfiles<T>(string profiles, Func<T> act)
    {
        _profiles = profiles;
        try
        {
            return act();
        }
        finally
        {
            _profiles = null;
        }
    }
}
