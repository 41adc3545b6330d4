using System.Net;
using System.Net.Http.Json;

namespace Lakebase.Connections.Databricks;

/// <summary>The requests of the sink to a workspace: where a database is, who asks, and a password for it. Thread-safe.</summary>
internal sealed class LakebaseApi
{
    private const string ReadWrite = "ENDPOINT_TYPE_READ_WRITE";

    /// <summary>So that a server that repeats itself cannot keep us here for ever.</summary>
    private const int MaxPages = 100;

    private readonly WorkspaceRequests _requests;

    /// <summary>The API of a workspace. Sends nothing yet.</summary>
    public LakebaseApi(WorkspaceLogin login, ApiPatience patience, TimeProvider time) =>
        _requests = new WorkspaceRequests(
            login, patience, time, "This identity may not do that: grant it CAN USE on the Lakebase project or instance.");

    /// <summary>Where a project's or instance's writable server is: the <c>postgres</c> API is asked first, then <c>database</c>.</summary>
    /// <exception cref="LakebaseApiException">There is none, it has no address, or the workspace does not say.</exception>
    public async ValueTask<LakebaseServer> FindAsync(LakebaseResource resource, CancellationToken cancellationToken)
    {
        if (resource.Endpoint is { } endpoint)
        {
            EndpointAnswer answer = await _requests.GetAsync(
                $"find the endpoint '{endpoint}'", $"/api/2.0/postgres/{endpoint}", ApiJson.Default.EndpointAnswer, cancellationToken)
                .ConfigureAwait(false);
            return ServerOf(answer, endpoint);
        }

        LakebaseApiException first;
        try
        {
            return await FindProjectAsync(resource, cancellationToken).ConfigureAwait(false);
        }
        catch (LakebaseApiException none) when (none.Status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest
            or HttpStatusCode.Forbidden or HttpStatusCode.NotImplemented)
        {
            first = none;
        }

        try
        {
            return await FindInstanceAsync(resource.Name, cancellationToken).ConfigureAwait(false);
        }
        catch (LakebaseApiException none) when (none.Status == HttpStatusCode.NotFound)
        {
            throw first.Status == HttpStatusCode.Forbidden ? first : new LakebaseApiException(
                $"The workspace {_requests.Host} has no Lakebase project or database instance '{resource.Name}'. Check LakebaseName, that the "
                + "workspace is the right one, and that this identity may see it.",
                isTransient: false,
                HttpStatusCode.NotFound,
                none);
        }
    }

    /// <summary>A password for a server.</summary>
    /// <exception cref="LakebaseApiException">The workspace gives none.</exception>
    public async ValueTask<ExpiringSecret> CreateCredentialAsync(LakebaseServer server, CancellationToken cancellationToken)
    {
        string what = $"give a database credential for '{server.Name}'";
        string? token;
        DateTimeOffset? end;
        if (server.IsEndpoint)
        {
            EndpointCredential credential = await _requests.SendAsync(
                what,
                HttpMethod.Post,
                "/api/2.0/postgres/credentials",
                () => JsonContent.Create(new EndpointCredentialRequest(server.Name), ApiJson.Default.EndpointCredentialRequest),
                ApiJson.Default.EndpointCredential,
                cancellationToken).ConfigureAwait(false);
            (token, end) = (credential.Token, credential.ExpireTime);
        }
        else
        {
            InstanceCredentialRequest request = new(Guid.NewGuid().ToString(), [server.Name]);
            InstanceCredential credential = await _requests.SendAsync(
                what,
                HttpMethod.Post,
                "/api/2.0/database/credentials",
                () => JsonContent.Create(request, ApiJson.Default.InstanceCredentialRequest),
                ApiJson.Default.InstanceCredential,
                cancellationToken).ConfigureAwait(false);
            (token, end) = (credential.Token, credential.ExpirationTime);
        }

        return token is { Length: > 0 } && end is { } expiresAt
            ? new ExpiringSecret(token, expiresAt)
            : throw new LakebaseApiException(
                $"The workspace {_requests.Host} did not {what}: token or end is missing in its answer.", isTransient: false);
    }

    /// <summary>The name of the user whose token this is, which is a database role's name too.</summary>
    /// <exception cref="LakebaseApiException">The workspace does not say.</exception>
    public async ValueTask<string> GetUserNameAsync(CancellationToken cancellationToken)
    {
        CurrentUser user = await _requests.GetAsync("say who we are", "/api/2.0/preview/scim/v2/Me", ApiJson.Default.CurrentUser, cancellationToken)
            .ConfigureAwait(false);
        return user.UserName is { Length: > 0 } name
            ? name
            : throw new LakebaseApiException($"The workspace {_requests.Host} did not say who we are: set Username.", isTransient: false);
    }

    private async ValueTask<LakebaseServer> FindProjectAsync(LakebaseResource resource, CancellationToken cancellationToken)
    {
        string path = $"/api/2.0/postgres/{resource.EndpointsPath}";
        string page = "";
        for (int count = 0; count < MaxPages; count++)
        {
            EndpointList list = await _requests.GetAsync(
                $"list the endpoints of '{resource.Name}'", path + page, ApiJson.Default.EndpointList, cancellationToken).ConfigureAwait(false);
            EndpointAnswer? found = list.Endpoints?.FirstOrDefault(endpoint => endpoint.Status?.EndpointType == ReadWrite);
            if (found is not null)
            {
                return ServerOf(found, resource.Name);
            }

            if (string.IsNullOrEmpty(list.NextPageToken))
            {
                break;
            }

            page = $"?page_token={Uri.EscapeDataString(list.NextPageToken)}";
        }

        throw new LakebaseApiException(
            $"The Lakebase project '{resource.Name}' has no read-write endpoint on its branch 'production'. "
            + "Create one, or name another endpoint in full.",
            isTransient: false);
    }

    private async ValueTask<LakebaseServer> FindInstanceAsync(string name, CancellationToken cancellationToken)
    {
        InstanceAnswer instance = await _requests.GetAsync(
            $"find the database instance '{name}'",
            $"/api/2.0/database/instances/{Uri.EscapeDataString(name)}",
            ApiJson.Default.InstanceAnswer,
            cancellationToken).ConfigureAwait(false);
        return (instance.State, instance.ReadWriteDns) switch
        {
            ("STOPPED" or "DELETING", _) => throw new LakebaseApiException(
                $"The database instance '{name}' is {instance.State}: start it, or name another.", isTransient: false),
            (_, { Length: > 0 } host) => new LakebaseServer(host, instance.Name ?? name, IsEndpoint: false),
            _ => throw new LakebaseApiException($"The database instance '{name}' has no address yet (state {instance.State}).", isTransient: true),
        };
    }

    private static LakebaseServer ServerOf(EndpointAnswer endpoint, string name) => endpoint.Status switch
    {
        { EndpointType: { } kind } when kind != ReadWrite => throw new LakebaseApiException(
            $"The endpoint '{name}' is not for writing ({kind}): name the branch's read-write endpoint.", isTransient: false),
        { Disabled: true } => throw new LakebaseApiException(
            $"The endpoint of '{name}' is disabled: enable it, or name another.", isTransient: false),
        { Hosts.Host: { Length: > 0 } host } when endpoint.Name is { Length: > 0 } resource =>
            new LakebaseServer(host, resource, IsEndpoint: true),
        _ => throw new LakebaseApiException(
            $"The endpoint of '{name}' has no address yet (state {endpoint.Status?.CurrentState ?? "unknown"}).", isTransient: true),
    };
}
