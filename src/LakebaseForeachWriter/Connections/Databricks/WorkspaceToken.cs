using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Lakebase.Connections.Databricks;

/// <summary>The bearer token of API requests: a personal access token, or OAuth access tokens of a service principal. Thread-safe.</summary>
internal sealed class WorkspaceToken
{
    /// <summary>Where the answer names no life.</summary>
    private const double DefaultLifeSeconds = 3_600;

    private readonly WorkspaceLogin _login;
    private readonly ApiTransport _transport;
    private readonly TimeProvider _time;
    private readonly RenewedSecret? _accessToken;

    /// <summary>Tokens of a login. Asks for none yet.</summary>
    public WorkspaceToken(WorkspaceLogin login, ApiTransport transport, TimeProvider time)
    {
        _login = login;
        _transport = transport;
        _time = time;
        _accessToken = login.IsToken ? null : new RenewedSecret(FetchAsync, time);
    }

    /// <summary>Which token is in use; see <see cref="TryRefuse"/>.</summary>
    public int Generation => _accessToken?.Generation ?? 0;

    /// <summary>A token that is accepted now.</summary>
    /// <exception cref="LakebaseApiException">The workspace gives none.</exception>
    public ValueTask<string> GetAsync(CancellationToken cancellationToken) =>
        _accessToken?.GetAsync(cancellationToken) ?? ValueTask.FromResult(_login.Secret);

    /// <summary>After a refusal: forgets the token, if there can be another one.</summary>
    /// <returns>Whether asking again makes sense.</returns>
    public bool TryRefuse(int generation)
    {
        // The first token was fetched for the very request that was refused: another would be no better.
        if (_accessToken is null || generation == 0)
        {
            return false;
        }

        _accessToken.Refuse(generation);
        return true;
    }

    private async ValueTask<ExpiringSecret> FetchAsync()
    {
        try
        {
            AccessTokenAnswer answer = await _transport.SendAsync(
                "give an OAuth access token", Request, ApiJson.Default.AccessTokenAnswer, CancellationToken.None).ConfigureAwait(false);
            if (string.IsNullOrEmpty(answer.AccessToken))
            {
                throw new LakebaseApiException($"The workspace {_transport.Host} gave no OAuth access token in its answer.", isTransient: false);
            }

            return new ExpiringSecret(answer.AccessToken, _time.GetUtcNow().AddSeconds(answer.ExpiresIn ?? DefaultLifeSeconds));
        }
        catch (LakebaseApiException refused) when (refused.Status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized)
        {
            throw new LakebaseApiException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The workspace {_transport.Host} refuses the service principal '{_login.ClientId}' ({(int)refused.Status}). ")
                + "Check DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, that the secret is not expired, "
                + "and that the service principal is in this workspace.",
                isTransient: false,
                refused.Status,
                refused);
        }
    }

    private HttpRequestMessage Request(Uri workspace)
    {
        string pair = $"{Uri.EscapeDataString(_login.ClientId!)}:{Uri.EscapeDataString(_login.Secret)}";
        return new HttpRequestMessage(HttpMethod.Post, new Uri(workspace, "/oidc/v1/token"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))) },
            Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("scope", "all-apis")]),
        };
    }
}
