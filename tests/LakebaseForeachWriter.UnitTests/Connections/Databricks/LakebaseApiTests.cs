using System.Diagnostics;
using Lakebase.Connections.Databricks;
using Lakebase.TestSupport;

namespace Lakebase.UnitTests.Connections.Databricks;

public sealed class LakebaseApiTests : IAsyncDisposable
{
    private const string Writable = "ENDPOINT_TYPE_READ_WRITE";
    private const string ReadOnly = "ENDPOINT_TYPE_READ_ONLY";

    private readonly FakeWorkspace _workspace = new();
    private readonly FakeClock _clock = new();

    private ApiPatience Patience { get; set; } = new() { RetryDelay = TimeSpan.FromMilliseconds(1), MaxRetries = 2 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _workspace.DisposeAsync();

    [Fact]
    public async Task FindAsync_Project_IsTheReadWriteEndpointOfAnyPage()
    {
        _workspace.Projects["shop"] = [("replica", ReadOnly, "ro.example"), ("other", ReadOnly, "ro2.example"), ("primary", Writable, "rw.example")];

        LakebaseServer server = await FindAsync("shop");

        Assert.Equal(new LakebaseServer("rw.example", "projects/shop/branches/production/endpoints/primary", IsEndpoint: true), server);
        Assert.Equal(3, _workspace.Count("/endpoints"));
    }

    [Fact]
    public async Task FindAsync_FullEndpointName_AsksForThatEndpoint()
    {
        _workspace.Projects["shop"] = [("primary", Writable, "rw.example")];

        LakebaseServer server = await FindAsync("projects/shop/branches/production/endpoints/primary");

        Assert.Equal("rw.example", server.Host);
        Assert.Single(_workspace.Requests);
    }

    [Fact]
    public async Task FindAsync_NoSuchProject_IsTheProvisionedInstance()
    {
        _workspace.Instances["old"] = "instance.example";

        Assert.Equal(new LakebaseServer("instance.example", "old", IsEndpoint: false), await FindAsync("old"));
        Assert.Equal(["/api/2.0/postgres/projects/old/branches/production/endpoints", "/api/2.0/database/instances/old"],
            _workspace.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task FindAsync_NeitherProjectNorInstance_SaysSo() =>
        Assert.Contains("no Lakebase project or database instance 'none'", (await FailureAsync("none")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task FindAsync_OnlyReadOnlyEndpoints_SaysSo()
    {
        _workspace.Projects["shop"] = [("replica", ReadOnly, "ro.example")];

        Assert.Contains("no read-write endpoint", (await FailureAsync("shop")).Message, StringComparison.Ordinal);
        Assert.Contains("not for writing", (await FailureAsync("projects/shop/branches/production/endpoints/replica")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_InstanceIsStopped_SaysSo()
    {
        _workspace.AnswerNext(404, "{}");
        _workspace.AnswerNext(200, """{"name":"old","state":"STOPPED","read_write_dns":"instance.example"}""");

        Assert.Contains("STOPPED", (await FailureAsync("old")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_EndpointWithoutAddressYet_CanPass()
    {
        _workspace.AnswerNext(
            200,
            """
            {"endpoints":[{"name":"projects/shop/branches/production/endpoints/primary",
            "status":{"endpoint_type":"ENDPOINT_TYPE_READ_WRITE","current_state":"INIT"}}]}
            """);

        LakebaseApiException failure = await FailureAsync("shop");

        Assert.True(failure.IsTransient);
        Assert.Contains("INIT", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "does not accept the login")]
    [InlineData(403, "may not do that")]
    public async Task FindAsync_Refused_SaysWhatToDoAndDoesNotAskAgain(int status, string advice)
    {
        _workspace.AnswerNext(status, """{"error_code":"PERMISSION_DENIED","message":"no"}""");

        LakebaseApiException failure = await FailureAsync("shop");

        Assert.Contains(advice, failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{status} (PERMISSION_DENIED: no)", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.IsTransient);
        Assert.Equal(1, _workspace.Count("postgres"));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task FindAsync_ServerIsBusyForAWhile_AsksAgain(int status)
    {
        _workspace.Projects["shop"] = [("primary", Writable, "rw.example")];
        _workspace.AnswerNext(status, "<html>");
        _workspace.AnswerNext(status, "{}");

        Assert.Equal("rw.example", (await FindAsync("shop")).Host);
        Assert.Equal(3, _workspace.Requests.Count);
    }

    [Theory]
    [InlineData(429, "rate")]
    [InlineData(503, "503")]
    public async Task FindAsync_ServerStaysBusy_FailsAsSomethingThatCanPass(int status, string said)
    {
        for (int i = 0; i < 3; i++)
        {
            _workspace.AnswerNext(status, "{}");
        }

        LakebaseApiException failure = await FailureAsync("shop");

        Assert.True(failure.IsTransient);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, _workspace.Requests.Count);
    }

    [Fact]
    public async Task FindAsync_RetryAfter_IsObeyed()
    {
        _workspace.Projects["shop"] = [("primary", Writable, "rw.example")];
        _workspace.AnswerNext(429, "{}", retryAfter: "1");
        long start = Stopwatch.GetTimestamp();

        await FindAsync("shop", TimeProvider.System);

        Assert.True(Stopwatch.GetElapsedTime(start) > TimeSpan.FromMilliseconds(900), "It came back before the server's time.");
    }

    [Fact]
    public async Task FindAsync_NoAnswer_FailsAfterItsTimeAsSomethingThatCanPass()
    {
        Patience = new ApiPatience { AnswerTimeout = TimeSpan.FromMilliseconds(100), MaxRetries = 1, RetryDelay = TimeSpan.FromMilliseconds(1) };
        _workspace.AnswerNext(0, "");
        _workspace.AnswerNext(0, "");

        LakebaseApiException failure = await FailureAsync("shop");

        Assert.True(failure.IsTransient);
        Assert.Contains("did not answer in time", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, _workspace.Requests.Count);
    }

    [Theory]
    [InlineData("<html>proxy</html>")]
    [InlineData("""{"endpoints": 7}""")]
    [InlineData("")]
    public async Task FindAsync_AnswerIsMalformed_SaysSo(string body)
    {
        _workspace.AnswerNext(200, body);

        Assert.Contains("not the JSON", (await FailureAsync("shop")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_NobodyListens_CanPass()
    {
        await _workspace.DisposeAsync();

        LakebaseApiException failure = await FailureAsync("shop");

        Assert.True(failure.IsTransient);
        Assert.Contains("no answer came", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateCredentialAsync_EndpointAndInstance_UseTheirApis()
    {
        LakebaseApi api = Api(Pat());

        ExpiringSecret first = await api.CreateCredentialAsync(new LakebaseServer("h", "projects/p/branches/b/endpoints/e", true), Cancellation);
        ExpiringSecret second = await api.CreateCredentialAsync(new LakebaseServer("h", "old", false), Cancellation);

        Assert.Equal(("database-token", "database-token"), (first.Value, second.Value));
        Assert.True(first.ExpiresAt > DateTimeOffset.UtcNow.AddMinutes(50));
        Assert.Equal("""{"endpoint":"projects/p/branches/b/endpoints/e"}""", _workspace.Requests[0].Body);
        Assert.Matches("""^\{"request_id":"[0-9a-f-]{36}","instance_names":\["old"\]\}$""", _workspace.Requests[1].Body);
    }

    [Fact]
    public async Task GetUserNameAsync_Token_IsItsUser() =>
        Assert.Equal("someone@example.com", await Api(Pat()).GetUserNameAsync(Cancellation));

    [Fact]
    public async Task FindAsync_ServicePrincipal_FetchesOneAccessTokenForAllRequests()
    {
        LakebaseApi api = Api(Principal(FakeWorkspace.ClientSecret));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => api.GetUserNameAsync(Cancellation).AsTask()));

        Assert.Equal(1, _workspace.Count("/oidc/"));
    }

    [Fact]
    public async Task FindAsync_AccessTokenRevoked_FetchesAnotherOnce()
    {
        LakebaseApi api = Api(Principal(FakeWorkspace.ClientSecret));
        await api.GetUserNameAsync(Cancellation);
        _workspace.RevokeAccessTokens();

        await api.GetUserNameAsync(Cancellation);

        Assert.Equal(2, _workspace.Count("/oidc/"));
    }

    [Fact]
    public async Task FindAsync_AccessTokenNearItsEnd_IsRenewed()
    {
        LakebaseApi api = Api(Principal(FakeWorkspace.ClientSecret));
        await api.GetUserNameAsync(Cancellation);
        _clock.Advance(TimeSpan.FromMinutes(47));
        await api.GetUserNameAsync(Cancellation);
        Assert.Equal(1, _workspace.Count("/oidc/"));

        _clock.Advance(TimeSpan.FromMinutes(2));
        await api.GetUserNameAsync(Cancellation);

        Eventually.Holds(() => _workspace.Count("/oidc/") == 2, TimeSpan.FromSeconds(10), "The token was not renewed at 80 % of its life.");
    }

    [Fact]
    public async Task FindAsync_WrongClientSecret_NamesThePrincipalNotTheSecret()
    {
        LakebaseApiException failure = await Assert.ThrowsAsync<LakebaseApiException>(
            () => Api(Principal("wrong-secret")).GetUserNameAsync(Cancellation).AsTask());

        Assert.Contains(FakeWorkspace.ClientId, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", failure.ToString(), StringComparison.Ordinal);
    }

    private WorkspaceLogin Pat() => new(_workspace.Address, null, FakeWorkspace.Token, isToken: true);

    private WorkspaceLogin Principal(string secret) => new(_workspace.Address, FakeWorkspace.ClientId, secret, isToken: false);

    private LakebaseApi Api(WorkspaceLogin login) => new(login, Patience, _clock);

    // Waits between two requests are real here, only lives of tokens are not.
    private ValueTask<LakebaseServer> FindAsync(string name, TimeProvider? time = null) =>
        new LakebaseApi(Pat(), Patience, time ?? TimeProvider.System).FindAsync(LakebaseResource.Parse(name), Cancellation);

    private async Task<LakebaseApiException> FailureAsync(string name)
    {
        LakebaseApiException failure = await Assert.ThrowsAsync<LakebaseApiException>(() => FindAsync(name).AsTask());
        Assert.DoesNotContain(FakeWorkspace.Token, failure.ToString(), StringComparison.Ordinal);
        return failure;
    }
}
