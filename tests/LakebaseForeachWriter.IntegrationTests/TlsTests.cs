using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lakebase.LocalServers;
using Lakebase.Schema;
using Lakebase.TestSupport;
using Npgsql;

namespace Lakebase.IntegrationTests;

/// <summary>A server of its own with TLS, certificates from a private authority, and connections that verify everything.</summary>
public sealed class TlsTests(TlsServer server) : IClassFixture<TlsServer>
{
    private static readonly SourceSchema Narrow = WriterTest.Schema(("id", WriterTest.Of(SourceTypeKind.Long)));

    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task OpenAsync_CertificateOfAKnownAuthorityForThisHost_Connects(string host)
    {
        string authority = await server.PresentAsync(name => name.AddIpAddress(IPAddress.Loopback), name => name.AddDnsName("localhost"), Now.AddDays(1));

        await OpenAsync(host, authority);
    }

    [Fact]
    public async Task OpenAsync_AuthorityIsUnknown_IsRefusedWithThatReason()
    {
        await server.PresentAsync(name => name.AddIpAddress(IPAddress.Loopback), name => name.AddDnsName("localhost"), Now.AddDays(1));

        await AssertRefusedAsync("localhost", authority: null, "authority that this machine does not know");
        await AssertRefusedAsync("localhost", server.AnotherAuthority(), "authority that this machine does not know");
    }

    [Fact]
    public async Task OpenAsync_CertificateForAnotherHost_IsRefusedWithThatReason()
    {
        string authority = await server.PresentAsync(name => name.AddDnsName("elsewhere.example"), null, Now.AddDays(1));

        await AssertRefusedAsync("localhost", authority, "made for another host name");
    }

    [Fact]
    public async Task OpenAsync_CertificateIsExpired_IsRefusedWithThatReason()
    {
        string authority = await server.PresentAsync(name => name.AddDnsName("localhost"), null, Now.AddHours(-1));

        await AssertRefusedAsync("localhost", authority, "expired");
    }

    private async Task AssertRefusedAsync(string host, string? authority, string reason)
    {
        LakebaseWriteException refused = await Assert.ThrowsAsync<LakebaseWriteException>(() => OpenAsync(host, authority));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, refused.Attempts);
    }

    private async Task OpenAsync(string host, string? authority)
    {
        await using Connections.DataSourceRegistry sources = new();
        NpgsqlConnectionStringBuilder settings = server.Settings;
        (settings.Host, settings.SslMode, settings.RootCertificate) = (host, SslMode.VerifyFull, authority);
        LakebaseWriterOptions options = new() { ConnectionString = settings.ConnectionString, Table = "t" };
        await using LakebaseWriter writer = new(Narrow, options, null, null, sources, new Flushing.TargetPlanCache());
        await writer.OpenAsync(new WriterContext(), TestContext.Current.CancellationToken);
    }
}

/// <summary>The server of <see cref="TlsTests"/>, which changes its certificate from test to test.</summary>
public sealed class TlsServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private PrivatePostgres? _server;

    public NpgsqlConnectionStringBuilder Settings => _server!.ConnectionSettings;

    public async ValueTask InitializeAsync()
    {
        try
        {
            _server = await PrivatePostgres.StartAsync();
            await ExecuteAsync("CREATE TABLE t (id bigint)");
        }
        catch (PrivatePostgresException missing)
        {
            PostgresFixture.Missing(missing.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <summary>A file with an authority that has issued nothing here.</summary>
    public string AnotherAuthority()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 authority = CreateAuthority(key);
        return WriteAuthority(authority);
    }

    /// <summary>Lets the server present a new certificate of a new authority; returns the authority's file.</summary>
    public async Task<string> PresentAsync(
        Action<SubjectAlternativeNameBuilder> name, Action<SubjectAlternativeNameBuilder>? another, DateTimeOffset end)
    {
        using ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 authority = CreateAuthority(authorityKey);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=lakebase test server", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        name(names);
        another?.Invoke(names);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using X509Certificate2 certificate = request.Create(authority, DateTimeOffset.UtcNow.AddDays(-2), end, RandomNumberGenerator.GetBytes(12));

        await WriteFileAsync("server.crt", certificate.ExportCertificatePem());
        await WriteFileAsync("server.key", key.ExportPkcs8PrivateKeyPem());
        await ExecuteAsync("ALTER SYSTEM SET ssl = on");
        await ExecuteAsync("SELECT pg_reload_conf()");
        await WaitForAsync(certificate.Thumbprint);
        return WriteAuthority(authority);
    }

    private async Task WaitForAsync(string thumbprint)
    {
        string? presented = null;
        NpgsqlConnectionStringBuilder settings = Settings;
        settings.SslMode = SslMode.Require;
        await using NpgsqlDataSource source = new NpgsqlDataSourceBuilder(settings.ConnectionString)
            .UseSslClientAuthenticationOptionsCallback(options => options.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                presented = certificate?.GetCertHashString();
                return true;
            })
            .Build();
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(20));
        while (presented != thumbprint)
        {
            deadline.Token.ThrowIfCancellationRequested();
            source.Clear();
            try
            {
                await using NpgsqlConnection connection = await source.OpenConnectionAsync(deadline.Token);
            }
            catch (NpgsqlException)
            {
                // No TLS yet.
            }
        }
    }

    // By the server itself, so that the file is its own, as it demands of a key.
    private Task WriteFileAsync(string name, string text) =>
        ExecuteAsync($"COPY (SELECT unnest(string_to_array('{text}', E'\\n'))) TO PROGRAM 'umask 077; cat > {name}'");

    private async Task ExecuteAsync(string sql)
    {
        NpgsqlConnectionStringBuilder settings = Settings;
        settings.Pooling = false;
        await using NpgsqlConnection connection = new(settings.ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static X509Certificate2 CreateAuthority(ECDsa key)
    {
        CertificateRequest request = new("CN=lakebase test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-3), DateTimeOffset.UtcNow.AddDays(3));
    }

    private string WriteAuthority(X509Certificate2 authority)
    {
        string path = _folder[$"{Guid.NewGuid():N}.crt"];
        File.WriteAllText(path, authority.ExportCertificatePem());
        return path;
    }
}
