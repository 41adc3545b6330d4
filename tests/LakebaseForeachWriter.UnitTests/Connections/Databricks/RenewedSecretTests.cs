using Lakebase.Connections.Databricks;
using Lakebase.TestSupport;

namespace Lakebase.UnitTests.Connections.Databricks;

public sealed class RenewedSecretTests
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly FakeClock _clock = new();
    private int _fetches;
    private Func<Task> _beforeAnswer = () => Task.CompletedTask;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RenewedSecret Secret() => new(
        async () =>
        {
            int number = Interlocked.Increment(ref _fetches);
            await _beforeAnswer();
            return new ExpiringSecret($"t{number}", _clock.GetUtcNow() + Life);
        },
        _clock);

    [Fact]
    public async Task GetAsync_ManyAtOnce_FetchOnce()
    {
        TaskCompletionSource answer = new();
        _beforeAnswer = () => answer.Task;
        RenewedSecret secret = Secret();

        Task<string>[] all = [.. Enumerable.Range(0, 20).Select(_ => secret.GetAsync(Cancellation).AsTask())];
        answer.SetResult();

        Assert.All(await Task.WhenAll(all), token => Assert.Equal("t1", token));
        Assert.Equal(1, _fetches);
    }

    [Fact]
    public async Task GetAsync_AfterFourFifthsOfItsLife_GivesTheOldOneWhileTheNewOneComes()
    {
        RenewedSecret secret = Secret();
        await secret.GetAsync(Cancellation);
        _clock.Advance(Life * 0.79);
        await secret.GetAsync(Cancellation);
        Assert.Equal(1, _fetches);

        _clock.Advance(Life * 0.02);

        Assert.Equal("t1", await secret.GetAsync(Cancellation));
        Eventually.Holds(() => secret.Generation == 2, Deadline, "It was not renewed.");
        Assert.Equal("t2", await secret.GetAsync(Cancellation));
    }

    [Fact]
    public async Task GetAsync_RenewalFails_GivesTheOldOneUntilItsEndAndThenTheError()
    {
        RenewedSecret secret = Secret();
        await secret.GetAsync(Cancellation);
        _beforeAnswer = () => throw new InvalidOperationException("API is down");
        _clock.Advance(Life * 0.9);
        Assert.Equal("t1", await secret.GetAsync(Cancellation));

        _clock.Advance(Life * 0.2);

        await Assert.ThrowsAsync<InvalidOperationException>(() => secret.GetAsync(Cancellation).AsTask());
        _beforeAnswer = () => Task.CompletedTask;
        Assert.StartsWith("t", await secret.GetAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetAsync_FirstWaiterGivesUp_OthersGetTheToken()
    {
        TaskCompletionSource answer = new();
        _beforeAnswer = () => answer.Task;
        RenewedSecret secret = Secret();
        using CancellationTokenSource first = new();

        Task<string> impatient = secret.GetAsync(first.Token).AsTask();
        Task<string> patient = secret.GetAsync(Cancellation).AsTask();
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        answer.SetResult();

        Assert.Equal("t1", await patient);
    }

    [Fact]
    public async Task Refuse_OldGeneration_KeepsTheNewerToken()
    {
        RenewedSecret secret = Secret();
        await secret.GetAsync(Cancellation);

        secret.Refuse(generation: 0);
        Assert.Equal("t1", await secret.GetAsync(Cancellation));
        secret.Refuse(generation: 1);
        Assert.Equal("t2", await secret.GetAsync(Cancellation));
    }

    [Fact]
    public void ToString_Always_HidesTheToken() =>
        Assert.DoesNotContain("hidden", new ExpiringSecret("hidden", _clock.GetUtcNow()).ToString(), StringComparison.Ordinal);
}
