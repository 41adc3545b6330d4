using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lakebase.Resilience;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Lakebase.Connections.Databricks;

/// <summary>
/// Sends a request to the workspace and reads the JSON of its answer. Asks again after 429, 5xx, silence and broken connections; turns
/// every failure into a sentence. Thread-safe.
/// </summary>
internal sealed class ApiTransport
{
    /// <summary>What is shown of an error text of the server at most.</summary>
    private const int MaxShownError = 600;

    // One for the process. The life of its connections is limited so that a changed address is noticed.
    private static readonly HttpClient Http = new(new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        AllowAutoRedirect = false,
        UseCookies = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly Uri _workspace;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _retries;

    /// <summary>A transport to one workspace.</summary>
    public ApiTransport(Uri workspace, ApiPatience patience, TimeProvider time)
    {
        _workspace = workspace;
        _time = time;
        _retries = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = patience.MaxRetries,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception
                    is AnswerException { IsTransient: true } or TimeoutRejectedException),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(Delay(arguments, patience)),
            })
            .AddTimeout(patience.AnswerTimeout)
            .Build();
    }

    /// <summary>The workspace's host, for messages.</summary>
    public string Host => _workspace.Host;

    /// <summary>The answer of a request.</summary>
    /// <param name="what">What it is for, as the end of "The workspace … did not …".</param>
    /// <param name="create">Makes the request; called for each try.</param>
    /// <param name="answer">How the answer is read.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <param name="whenEmpty">What an answer without a body means; null where there must be one.</param>
    /// <exception cref="LakebaseApiException">There is no usable answer.</exception>
    public async ValueTask<T> SendAsync<T>(
        string what,
        Func<Uri, HttpRequestMessage> create,
        JsonTypeInfo<T> answer,
        CancellationToken cancellationToken,
        Func<T>? whenEmpty = null)
    {
        try
        {
            return await _retries.ExecuteAsync(token => TryAsync(create, answer, whenEmpty, token), cancellationToken).ConfigureAwait(false);
        }
        catch (AnswerException failed)
        {
            throw new LakebaseApiException(
                $"The workspace {Host} did not {what}: {failed.Message}",
                failed.IsTransient,
                failed.Status,
                failed.InnerException,
                failed.ErrorCode);
        }
        catch (TimeoutRejectedException silent)
        {
            throw new LakebaseApiException(
                $"The workspace {Host} did not {what}: it did not answer in time. Check its address, network and proxy.",
                isTransient: true,
                status: null,
                silent);
        }
    }

    private async ValueTask<T> TryAsync<T>(
        Func<Uri, HttpRequestMessage> create, JsonTypeInfo<T> answer, Func<T>? whenEmpty, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = create(_workspace);
        try
        {
            using HttpResponseMessage response = await Http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw await ReadErrorAsync(response, cancellationToken).ConfigureAwait(false);
            }

            if (whenEmpty is not null && (response.StatusCode == HttpStatusCode.NoContent || response.Content.Headers.ContentLength == 0))
            {
                return whenEmpty();
            }

            Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                return await JsonSerializer.DeserializeAsync(body, answer, cancellationToken).ConfigureAwait(false)
                    ?? throw new AnswerException("its answer is empty.", isTransient: false);
            }
        }
        catch (JsonException malformed)
        {
            throw new AnswerException(
                "its answer is not the JSON of the Lakebase API. Check that the host is a workspace's, and that no proxy answers in its place.",
                isTransient: false,
                cause: malformed);
        }
        catch (HttpRequestException broken)
        {
            throw new AnswerException(
                $"no answer came ({broken.HttpRequestError}). Check its address, network, proxy and TLS roots.", isTransient: true, cause: broken);
        }
        catch (IOException broken)
        {
            throw new AnswerException("its answer broke off.", isTransient: true, cause: broken);
        }
    }

    private async ValueTask<AnswerException> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string text = "";
        string? code = null;
        try
        {
            string body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            ErrorAnswer? error = JsonSerializer.Deserialize(body, ApiJson.Default.ErrorAnswer);
            code = error?.ErrorCode;
            text = SecretText.Redact(string.Join(": ", new[] { code, error?.Message }.Where(part => !string.IsNullOrEmpty(part))));
        }
        catch (JsonException)
        {
            // A proxy's page, say: the status alone has to do.
        }

        HttpStatusCode status = response.StatusCode;
        bool isTransient = status == HttpStatusCode.TooManyRequests
            || (status >= HttpStatusCode.InternalServerError && status != HttpStatusCode.NotImplemented);
        string shown = text.Length > MaxShownError ? text[..MaxShownError] + "…" : text;
        return new AnswerException(
            string.Create(CultureInfo.InvariantCulture, $"it answered {(int)status}{(shown.Length > 0 ? $" ({shown})" : "")}."),
            isTransient,
            status,
            RetryAfter.Read(response.Headers.RetryAfter, _time.GetUtcNow()),
            errorCode: code);
    }

    private static TimeSpan Delay(RetryDelayGeneratorArguments<object> arguments, ApiPatience patience) =>
        arguments.Outcome.Exception is AnswerException { RetryAfter: { } asked }
            ? TimeSpan.FromTicks(Math.Min(asked.Ticks, patience.MaxRetryDelay.Ticks))
            : RetryDelays.Next(arguments.AttemptNumber, patience.RetryDelay, patience.MaxRetryDelay, Random.Shared.NextDouble());

    private sealed class AnswerException(
        string message,
        bool isTransient,
        HttpStatusCode? status = null,
        TimeSpan? retryAfter = null,
        Exception? cause = null,
        string? errorCode = null)
        : Exception(message, cause)
    {
        public bool IsTransient { get; } = isTransient;

        public HttpStatusCode? Status { get; } = status;

        public TimeSpan? RetryAfter { get; } = retryAfter;

        public string? ErrorCode { get; } = errorCode;
    }
}
