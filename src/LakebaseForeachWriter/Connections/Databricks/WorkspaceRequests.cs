using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;

namespace Lakebase.Connections.Databricks;

/// <summary>
/// Requests to a workspace's REST API as one login: each carries a token, a token that was refused before its end is renewed once, and a
/// failure says what to do. Thread-safe.
/// </summary>
internal sealed class WorkspaceRequests
{
    private readonly ApiTransport _transport;
    private readonly WorkspaceToken _token;
    private readonly string _whenForbidden;

    /// <summary>Requests as a login. Sends nothing yet.</summary>
    /// <param name="login">The workspace and the login.</param>
    /// <param name="patience">Waits and retries.</param>
    /// <param name="time">The clock of both.</param>
    /// <param name="whenForbidden">What to do where this identity may not do what was asked, as a sentence.</param>
    public WorkspaceRequests(WorkspaceLogin login, ApiPatience patience, TimeProvider time, string whenForbidden)
    {
        _transport = new ApiTransport(login.Workspace, patience, time);
        _token = new WorkspaceToken(login, _transport, time);
        _whenForbidden = whenForbidden;
    }

    /// <summary>The workspace's host, for messages.</summary>
    public string Host => _transport.Host;

    /// <summary>The answer of a GET.</summary>
    /// <exception cref="LakebaseApiException">There is no usable answer.</exception>
    public ValueTask<T> GetAsync<T>(string what, string path, JsonTypeInfo<T> answer, CancellationToken cancellationToken) =>
        SendAsync(what, HttpMethod.Get, path, () => null, answer, cancellationToken);

    /// <summary>The answer of a request.</summary>
    /// <param name="what">What it is for, as the end of "The workspace … did not …".</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="body">Makes the body; called for each try.</param>
    /// <param name="answer">How the answer is read.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <param name="whenEmpty">What an answer without a body means; null where there must be one.</param>
    /// <exception cref="LakebaseApiException">There is no usable answer.</exception>
    public async ValueTask<T> SendAsync<T>(
        string what,
        HttpMethod method,
        string path,
        Func<HttpContent?> body,
        JsonTypeInfo<T> answer,
        CancellationToken cancellationToken,
        Func<T>? whenEmpty = null)
    {
        for (bool isSecond = false; ; isSecond = true)
        {
            int generation = _token.Generation;
            string bearer = await _token.GetAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await _transport.SendAsync(
                    what,
                    workspace => new HttpRequestMessage(method, new Uri(workspace, path))
                    {
                        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", bearer) },
                        Content = body(),
                    },
                    answer,
                    cancellationToken,
                    whenEmpty).ConfigureAwait(false);
            }
            catch (LakebaseApiException refused) when (refused.Status == HttpStatusCode.Unauthorized && !isSecond && _token.TryRefuse(generation))
            {
                // Once more, with a new token.
            }
            catch (LakebaseApiException refused) when (Advice(refused.Status) is { } advice)
            {
                throw new LakebaseApiException(
                    $"{refused.Message} {advice}", refused.IsTransient, refused.Status, refused.InnerException, refused.ErrorCode);
            }
        }
    }

    private string? Advice(HttpStatusCode? status) => status switch
    {
        HttpStatusCode.Unauthorized => "It does not accept the login: check DATABRICKS_TOKEN or the profile, and that the token is not expired.",
        HttpStatusCode.Forbidden => _whenForbidden,
        HttpStatusCode.TooManyRequests => "It limits the rate of requests.",
        _ => null,
    };
}
