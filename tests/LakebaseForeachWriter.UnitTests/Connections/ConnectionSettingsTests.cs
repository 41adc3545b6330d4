using Lakebase.Connections;
using Npgsql;

namespace Lakebase.UnitTests.Connections;

public sealed class ConnectionSettingsTests
{
    private readonly Dictionary<string, string> _environment = [];
    private readonly Dictionary<string, string> _files = [];

    private ConnectionTarget Target(LakebaseWriterOptions options) =>
        new ConnectionSettings(_environment.GetValueOrDefault, path => _files.TryGetValue(path, out string? text) ? text : throw new FileNotFoundException("gone"))
            .Resolve(options);

    private NpgsqlConnectionStringBuilder Resolve(LakebaseWriterOptions options) => Target(options).Settings;

    [Fact]
    public void Resolve_OptionStringAndEnvironment_TakesThemInThisOrder()
    {
        _environment["PGHOST"] = "from-environment";
        _environment["PGDATABASE"] = "environment";
        _environment["PGUSER"] = "environment";
        _environment["PGPORT"] = "7000";

        NpgsqlConnectionStringBuilder settings =
            Resolve(new LakebaseWriterOptions { ConnectionString = "Host=from-string;Database=string", Host = "from-option" });

        Assert.Equal(("from-option", "string", "environment", 7000), (settings.Host, settings.Database, settings.Username, settings.Port));
    }

    [Fact]
    public void Identity_WritersThatDifferInTheirNameOnly_ShareConnections()
    {
        string one = Target(new LakebaseWriterOptions { Host = "h", ApplicationName = "one", Table = "a" }).Identity;

        Assert.Equal(one, Target(new LakebaseWriterOptions { Host = "h", ApplicationName = "two", Table = "b" }).Identity);
        Assert.NotEqual(one, Target(new LakebaseWriterOptions { Host = "h", Username = "other" }).Identity);
        Assert.NotEqual(one, Target(new LakebaseWriterOptions { Host = "h", MaxConnections = 3 }).Identity);
    }

    [Fact]
    public void Resolve_NothingButAHost_IsLakebasesDatabaseAndPort()
    {
        NpgsqlConnectionStringBuilder settings = Resolve(new LakebaseWriterOptions { Host = "h" });

        Assert.Equal(("databricks_postgres", 5432), (settings.Database, settings.Port));
    }

    [Theory]
    [InlineData("instance.database.cloud.example", SslMode.VerifyFull)]
    [InlineData("10.0.0.7", SslMode.VerifyFull)]
    [InlineData("localhost", SslMode.Disable)]
    [InlineData("127.0.0.1", SslMode.Disable)]
    [InlineData("::1", SslMode.Disable)]
    [InlineData("/var/run/postgresql", SslMode.Disable)]
    [InlineData("localhost,elsewhere", SslMode.VerifyFull)]
    public void Resolve_NoSslModeSaid_VerifiesRemoteHostsOnly(string host, SslMode expected) =>
        Assert.Equal(expected, Resolve(new LakebaseWriterOptions { Host = host }).SslMode);

    [Theory]
    [InlineData("Host=remote;SSL Mode=Require", SslMode.Require)]
    [InlineData("Host=remote;SslMode=Prefer", SslMode.Prefer)]
    [InlineData("postgresql://remote/db?sslmode=verify-ca", SslMode.VerifyCA)]
    public void Resolve_SslModeInTheString_Wins(string text, SslMode expected)
    {
        _environment["PGSSLMODE"] = "disable";

        Assert.Equal(expected, Resolve(new LakebaseWriterOptions { ConnectionString = text }).SslMode);
    }

    [Fact]
    public void Resolve_SslModeInTheEnvironment_IsTaken()
    {
        _environment["PGSSLMODE"] = "verify-full";

        Assert.Equal(SslMode.VerifyFull, Resolve(new LakebaseWriterOptions { Host = "localhost" }).SslMode);
    }

    [Fact]
    public void Resolve_Address_IsReadWithItsEscapes()
    {
        NpgsqlConnectionStringBuilder settings =
            Resolve(new LakebaseWriterOptions { ConnectionString = "postgresql://me%40corp:p%2Fw@db.example:6543/my%20db?application_name=x&connect_timeout=5" });

        Assert.Equal(("db.example", 6543, "me@corp", "p/w", "my db"), (settings.Host, settings.Port, settings.Username, settings.Password, settings.Database));
    }

    [Fact]
    public void Resolve_StringByVariableOrFile_IsReadWhereTheWriterRuns()
    {
        _environment["WHERE"] = "Host=by-variable";
        _files["/secret"] = "Host=by-file\n";

        Assert.Equal("by-variable", Resolve(new LakebaseWriterOptions { ConnectionStringEnvironmentVariable = "WHERE" }).Host);
        Assert.Equal("by-file", Resolve(new LakebaseWriterOptions { ConnectionStringFile = "/secret" }).Host);
    }

    [Fact]
    public void Resolve_MissingReference_NamesIt()
    {
        Assert.Contains("WHERE", Problem(new LakebaseWriterOptions { ConnectionStringEnvironmentVariable = "WHERE" }), StringComparison.Ordinal);
        Assert.Contains("/secret", Problem(new LakebaseWriterOptions { ConnectionStringFile = "/secret" }), StringComparison.Ordinal);
        Assert.Contains("PGHOST", Problem(new LakebaseWriterOptions()), StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_ErrorDetailAskedFor_StaysOff()
    {
        // Details quote the values of rows.
        NpgsqlConnectionStringBuilder settings = Resolve(new LakebaseWriterOptions { ConnectionString = "Host=h;Include Error Detail=true" });

        Assert.False(settings.IncludeErrorDetail);
    }

    [Fact]
    public void Resolve_PoolLimit_IsMaxConnections() =>
        Assert.Equal(5, Resolve(new LakebaseWriterOptions { Host = "h", MaxConnections = 5 }).MaxPoolSize);

    [Fact]
    public void Resolve_LakebaseName_LeavesHostRoleAndPasswordToTheWorkspace()
    {
        _environment["PGHOST"] = "somewhere-else";
        _environment["DATABRICKS_HOST"] = "https://w.example";
        _environment["DATABRICKS_TOKEN"] = "t";

        ConnectionTarget target = Target(new LakebaseWriterOptions { LakebaseName = "shop" });

        Assert.Equal((null, null, null), (target.Settings.Host, target.Settings.Username, target.Settings.Password));
        Assert.Equal(("shop", true), (target.Lakebase!.Resource.Name, target.Lakebase.NeedsCredential));
    }

    [Fact]
    public void Resolve_LakebaseNameAndAPassword_AsksForTheAddressOnly()
    {
        _environment["DATABRICKS_HOST"] = "https://w.example";
        _environment["DATABRICKS_TOKEN"] = "t";
        _environment["PGPASSWORD"] = "own";

        Assert.False(Target(new LakebaseWriterOptions { LakebaseName = "shop" }).Lakebase!.NeedsCredential);
    }

    [Fact]
    public void Resolve_EnvironmentOfADatabricksApp_IsEnough()
    {
        _environment["PGHOST"] = "ep-1.database.example";
        _environment["PGUSER"] = "app-role";
        _environment["LAKEBASE_ENDPOINT"] = "projects/p/branches/b/endpoints/e";
        _environment["DATABRICKS_HOST"] = "https://w.example";
        _environment["DATABRICKS_CLIENT_ID"] = "id";
        _environment["DATABRICKS_CLIENT_SECRET"] = "s";

        ConnectionTarget target = Target(new LakebaseWriterOptions());

        Assert.Equal(("ep-1.database.example", "app-role"), (target.Settings.Host, target.Settings.Username));
        Assert.True(target.Lakebase!.NeedsCredential);
        Assert.Null(Target(new LakebaseWriterOptions { Host = "localhost" }).Lakebase);
        _environment["PGPASSWORD"] = "own";
        Assert.Null(Target(new LakebaseWriterOptions()).Lakebase);
    }

    private string Problem(LakebaseWriterOptions options) => Assert.Throws<LakebaseOptionsException>(() => Resolve(options)).Message;
}
