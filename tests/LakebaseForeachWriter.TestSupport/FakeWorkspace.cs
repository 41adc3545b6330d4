using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Lakebase.TestSupport;

/// <summary>
/// A Databricks workspace's REST API on loopback, as far as a database writer and the client of synced tables meet it: endpoints in pages,
/// instances, credentials, OAuth, synced tables and the current user. Scripted answers come before its own. Thread-safe.
/// </summary>
public sealed class FakeWorkspace : IAsyncDisposable
{
    /// <summary>The personal access token that it accepts.</summary>
    public const string Token = "dapi-fake";

    /// <summary>The service principal that it accepts.</summary>
    public const string ClientId = "11111111-2222-3333-4444-555555555555";

    /// <summary>The service principal's secret.</summary>
    public const string ClientSecret = "very/secret:word";

    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<ScriptedAnswer> _script = new();
    private readonly ConcurrentQueue<WorkspaceRequest> _requests = new();
    private readonly ConcurrentDictionary<string, bool> _accessTokens = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private int _count;

    /// <summary>A workspace without any database, listening.</summary>
    public FakeWorkspace()
    {
        using (TcpListener probe = new(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}");
        }

        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>All requests so far, in the order of their arrival.</summary>
    public IReadOnlyList<WorkspaceRequest> Requests => [.. _requests];

    /// <summary>The endpoints of each project: name, type and host, one per page.</summary>
    public ConcurrentDictionary<string, (string Id, string Type, string Host)[]> Projects { get; } = new(StringComparer.Ordinal);

    /// <summary>The hosts of the provisioned instances.</summary>
    public ConcurrentDictionary<string, string> Instances { get; } = new(StringComparer.Ordinal);

    /// <summary>The managed service's synced tables.</summary>
    public FakeSyncedTables SyncedTables { get; } = new();

    /// <summary>Makes the next database password and says when it ends.</summary>
    public Func<(string Token, DateTimeOffset End)> NextCredential { get; set; } = () => ("database-token", DateTimeOffset.UtcNow.AddHours(1));

    /// <summary>How long an OAuth access token lives.</summary>
    public TimeSpan AccessTokenLife { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Requests whose path contains the text.</summary>
    public int Count(string pathPart) => _requests.Count(request => request.Path.Contains(pathPart, StringComparison.Ordinal));

    /// <summary>Answers a request to come, whatever it asks, with this. Status 0 answers nothing until the workspace ends.</summary>
    public void AnswerNext(int status, string body, string? retryAfter = null) => _script.Enqueue(new ScriptedAnswer(status, body, retryAfter));

    /// <summary>Does what a request to come asks, but answers with this: as if the true answer were lost on its way.</summary>
    public void LoseNextAnswer(int status, string body) => _script.Enqueue(new ScriptedAnswer(status, body, null) { Does = true });

    /// <summary>Accepts the OAuth tokens given out so far no longer.</summary>
    public void RevokeAccessTokens() => _accessTokens.Clear();

    /// <summary>Ends it; open requests break off.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                _ = AnswerAsync(context);
            }
        }
        catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
        {
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using StreamReader reader = new(context.Request.InputStream);
            WorkspaceRequest request = new(
                context.Request.HttpMethod, context.Request.Url!.PathAndQuery, context.Request.Headers["Authorization"] ?? "", await reader.ReadToEndAsync());
            _requests.Enqueue(request);
            ScriptedAnswer answer = _script.TryDequeue(out ScriptedAnswer? scripted) ? scripted : AnswerTo(request);
            if (answer.Does)
            {
                AnswerTo(request);
            }

            if (answer.Status == 0)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _stop.Token);
            }

            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = "application/json";
            if (answer.RetryAfter is not null)
            {
                context.Response.AddHeader("Retry-After", answer.RetryAfter);
            }

            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer.Body));
            context.Response.Close();
        }
        catch (Exception gone) when (gone is OperationCanceledException or HttpListenerException or ObjectDisposedException or IOException)
        {
        }
    }

    private ScriptedAnswer AnswerTo(WorkspaceRequest request)
    {
        if (request.Path == "/oidc/v1/token")
        {
            return GiveAccessToken(request);
        }

        string bearer = request.Authorization.Replace("Bearer ", "", StringComparison.Ordinal);
        if (bearer != Token && !_accessTokens.ContainsKey(bearer))
        {
            return Error(401, "UNAUTHENTICATED", "Credential was not sent or was of an unsupported type for this API.");
        }

        if (SyncedTables.Answer(request) is { } ofTables)
        {
            return new ScriptedAnswer(ofTables.Status, ofTables.Body, null);
        }

        string[] parts = request.Path.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (request.Method, parts) switch
        {
            ("GET", ["api", "2.0", "preview", "scim", "v2", "Me"]) => Json(new { userName = "someone@example.com", id = "1", active = true }),
            ("GET", ["api", "2.0", "database", "instances", var name]) => Instances.TryGetValue(name, out string? host)
                ? Json(new { name, uid = "u", state = "AVAILABLE", read_write_dns = host, stopped = false })
                : Error(404, "NOT_FOUND", $"Database instance '{name}' not found."),
            ("GET", ["api", "2.0", "postgres", "projects", var project, "branches", var branch, "endpoints", .. var rest]) =>
                branch == "production" && Projects.TryGetValue(project, out (string, string, string)[]? endpoints)
                    ? Endpoints(project, endpoints, rest, request.Path)
                    : Error(404, "NOT_FOUND", $"Project '{project}' not found."),
            ("POST", ["api", "2.0", "postgres", "credentials"]) => Credential("expire_time"),
            ("POST", ["api", "2.0", "database", "credentials"]) => Credential("expiration_time"),
            _ => Error(404, "ENDPOINT_NOT_FOUND", "No API found."),
        };
    }

    private ScriptedAnswer GiveAccessToken(WorkspaceRequest request)
    {
        string expected = Convert.ToBase64String(
            Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(ClientId)}:{Uri.EscapeDataString(ClientSecret)}"));
        if (request.Authorization != $"Basic {expected}" || request.Body != "grant_type=client_credentials&scope=all-apis")
        {
            return new ScriptedAnswer(401, """{"error":"invalid_client","error_description":"Client authentication failed"}""", null);
        }

        string token = $"oauth-{Interlocked.Increment(ref _count)}";
        _accessTokens[token] = true;
        return Json(new { access_token = token, token_type = "Bearer", expires_in = (int)AccessTokenLife.TotalSeconds });
    }

    private static ScriptedAnswer Endpoints(
        string project, (string Id, string Type, string Host)[] endpoints, string[] rest, string path)
    {
        if (rest is [var id])
        {
            return endpoints.FirstOrDefault(endpoint => endpoint.Id == id) is { Id: not null } found
                ? Json(Endpoint(project, found))
                : Error(404, "NOT_FOUND", $"Endpoint '{id}' not found.");
        }

        // One per page: the token is the next one's place.
        int page = path.Split("page_token=") is [_, var token] ? int.Parse(token, System.Globalization.CultureInfo.InvariantCulture) : 0;
        object[] here = [.. endpoints.Skip(page).Take(1).Select(endpoint => Endpoint(project, endpoint))];
        return page + 1 < endpoints.Length ? Json(new { endpoints = here, next_page_token = $"{page + 1}" }) : Json(new { endpoints = here });
    }

    private static object Endpoint(string project, (string Id, string Type, string Host) endpoint) => new
    {
        name = $"projects/{project}/branches/production/endpoints/{endpoint.Id}",
        uid = "u",
        status = new
        {
            endpoint_type = endpoint.Type,
            current_state = "IDLE",
            disabled = false,
            hosts = new { host = endpoint.Host, read_write_pooled_host = "p-pooler.example" },
        },
    };

    private ScriptedAnswer Credential(string endName)
    {
        (string token, DateTimeOffset end) = NextCredential();
        return Json(new Dictionary<string, object> { ["token"] = token, [endName] = end });
    }

    private static ScriptedAnswer Json(object value) => new(200, JsonSerializer.Serialize(value), null);

    private static ScriptedAnswer Error(int status, string code, string message) =>
        new(status, JsonSerializer.Serialize(new { error_code = code, message }), null);

    private sealed record ScriptedAnswer(int Status, string Body, string? RetryAfter)
    {
        public bool Does { get; init; }
    }
}

/// <summary>A request as the workspace saw it.</summary>
public sealed record WorkspaceRequest(string Method, string Path, string Authorization, string Body);
