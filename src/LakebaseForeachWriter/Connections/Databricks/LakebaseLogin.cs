using Npgsql;

namespace Lakebase.Connections.Databricks;

/// <summary>
/// One Lakebase database as one identity: looks up its address, role and password where the connection settings name none. What was looked
/// up is kept; the password is renewed. Thread-safe.
/// </summary>
internal sealed class LakebaseLogin
{
    private readonly LakebaseTarget _target;
    private readonly LakebaseApi _api;
    private LakebaseServer? _server;

    /// <summary>A login that has looked up nothing yet.</summary>
    public LakebaseLogin(LakebaseTarget target, ApiPatience patience, TimeProvider time)
    {
        _target = target;
        _api = new LakebaseApi(target.Login, patience, time);
        Credential = target.NeedsCredential ? new RenewedSecret(CreateCredentialAsync, time) : null;
    }

    /// <summary>The password; null if the settings hold one.</summary>
    public RenewedSecret? Credential { get; }

    /// <summary>Adds what is missing in the settings: host, TLS mode, role.</summary>
    /// <exception cref="LakebaseApiException">The workspace does not say.</exception>
    public async ValueTask CompleteAsync(NpgsqlConnectionStringBuilder settings, CancellationToken cancellationToken)
    {
        settings.Host ??= (await FindServerAsync(cancellationToken).ConfigureAwait(false)).Host;
        if (!settings.ShouldSerialize("SSL Mode"))
        {
            settings.SslMode = ConnectionSettings.DefaultSslMode(settings.Host);
        }

        settings.Username ??= _target.Login.ClientId ?? await _api.GetUserNameAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<LakebaseServer> FindServerAsync(CancellationToken cancellationToken) =>
        _server ??= await _api.FindAsync(_target.Resource, cancellationToken).ConfigureAwait(false);

    private async ValueTask<ExpiringSecret> CreateCredentialAsync()
    {
        // A full name needs no look-up, where the host is given too.
        LakebaseServer server = _target.Resource.Endpoint is { } endpoint
            ? new LakebaseServer("", endpoint, IsEndpoint: true)
            : await FindServerAsync(CancellationToken.None).ConfigureAwait(false);
        return await _api.CreateCredentialAsync(server, CancellationToken.None).ConfigureAwait(false);
    }
}
