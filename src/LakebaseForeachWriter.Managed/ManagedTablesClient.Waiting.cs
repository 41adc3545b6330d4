using System.Net;
using Lakebase.Connections.Databricks;
using Lakebase.Managed.Wire;

namespace Lakebase.Managed;

/// <content>Waits, each with an end.</content>
public sealed partial class ManagedTablesClient
{
    private async Task FinishAsync(
        OperationAnswer? operation, string what, string step, IProgress<ManagedTableProgress>? progress, CancellationToken cancellationToken)
    {
        for (int question = 0; operation is { Done: not true, Name: { Length: > 0 } name }; question++)
        {
            progress?.Report(new ManagedTableProgress(step));
            await Task.Delay(_rhythm.Pause(question), _time, cancellationToken).ConfigureAwait(false);
            operation = await _api.PollAsync(name, cancellationToken).ConfigureAwait(false);
        }

        if (operation?.Error is { } error)
        {
            string said = string.Join(": ", new[] { error.ErrorCode, error.Message }.Where(part => !string.IsNullOrEmpty(part)));
            string why = said.Length > 0 ? SecretText.Redact(said) : "its operation failed, and it does not say why.";
            throw new ManagedServiceException(
                $"The workspace {Workspace} did not {what}: {why}",
                errorCode: error.ErrorCode);
        }
    }

    // The operation is over at once, while the entry in the catalog goes later.
    private async Task WaitUntilGoneAsync(ManagedTable table, IProgress<ManagedTableProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            for (int question = 0; ; question++)
            {
                ManagedTable still = await _api.GetAsync(table.Name, table.Generation, cancellationToken).ConfigureAwait(false);
                progress?.Report(new ManagedTableProgress("waiting until its name is free again", still));
                await Task.Delay(_rhythm.Pause(question), _time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (LakebaseApiException gone) when (gone.Status == HttpStatusCode.NotFound)
        {
            // As it should be.
        }
    }

    private async Task<T> WaitAsync<T>(
        TimeSpan timeout, string whenLate, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(timeout, _time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await GuardedAsync(() => work(both.Token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(FormattableString.Invariant(
                $"{whenLate} after {timeout.TotalSeconds:0.#} s. The service goes on with it: ask for its state later."));
        }
    }
}
