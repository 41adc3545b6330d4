using System.Net;
using System.Runtime.CompilerServices;
using Lakebase.Connections.Databricks;
using Lakebase.Managed.Wire;

namespace Lakebase.Managed;

/// <summary>
/// The managed service's synced tables in one workspace, of both generations of Lakebase. Requests are sent again after 429, 5xx, silence
/// and broken connections, half a minute at most. Thread-safe; nothing blocks.
/// </summary>
public sealed partial class ManagedTablesClient
{
    // Above the sink's: to make a table takes the service longer than to look one up, and nobody's rows wait for it.
    private static readonly ApiPatience Patience = new()
    {
        AnswerTimeout = TimeSpan.FromSeconds(60),
        MaxRetries = 4,
        RetryDelay = TimeSpan.FromSeconds(1),
    };

    /// <summary>Requests under way at once where each table of a schema is asked about.</summary>
    private const int MaxAtOnce = 8;

    private const string WhenForbidden =
        "This identity may not do that. It takes CAN USE on the Lakebase project or instance; to make a table, also SELECT on the source, "
        + "and USE CATALOG, USE SCHEMA and CREATE TABLE where the synced table goes.";

    private readonly ManagedApi _api;
    private readonly PollRhythm _rhythm;
    private readonly TimeProvider _time;

    /// <summary>A client as the login that options, environment or profile name. Reads the profile file; asks nobody yet.</summary>
    /// <param name="workspace">The workspace and the login; copied.</param>
    /// <exception cref="ArgumentException">Something is missing, contradictory or unreadable; the message says what.</exception>
    public ManagedTablesClient(WorkspaceOptions workspace)
        : this(LoginOf(workspace), Patience, PollRhythm.Default, TimeProvider.System)
    {
    }

    internal ManagedTablesClient(WorkspaceLogin login, ApiPatience patience, PollRhythm rhythm, TimeProvider time)
    {
        _api = new ManagedApi(new WorkspaceRequests(login, patience, time, WhenForbidden));
        _rhythm = rhythm;
        _time = time;
    }

    /// <summary>The workspace's host.</summary>
    public string Workspace => _api.Host;

    /// <summary>Makes a synced table. Its first load then goes on in the service: see <see cref="WaitUntilOnlineAsync"/>.</summary>
    /// <param name="table">The definition; not changed.</param>
    /// <param name="timeout">Longest wait for the service's operation.</param>
    /// <param name="progress">Is told what is being waited for.</param>
    /// <param name="cancellationToken">Ends the wait, not the service's work.</param>
    /// <returns>The table as the service describes it then.</returns>
    /// <exception cref="ArgumentException">The definition has problems; the message lists them all.</exception>
    /// <exception cref="ManagedServiceException">The service refuses, or cannot be reached.</exception>
    /// <exception cref="TimeoutException">The service is still at it.</exception>
    public async Task<ManagedTable> CreateAsync(
        ManagedTableDefinition table,
        TimeSpan timeout,
        IProgress<ManagedTableProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.FindProblems() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(" ", problems), nameof(table));
        }

        ManagedGeneration generation = table.Generation
            ?? (table.InstanceName is not null ? ManagedGeneration.Provisioned : ManagedGeneration.Autoscaling);
        bool mayFallBack = table is { Generation: null, InstanceName: null, Branch: null };
        return await WaitAsync(
            timeout,
            $"The synced table '{table.Name}' is still being made",
            async token =>
            {
                progress?.Report(new ManagedTableProgress("asking for the table"));
                OperationAnswer? operation;
                try
                {
                    operation = await _api.CreateAsync(table, generation, token).ConfigureAwait(false);
                }
                catch (LakebaseApiException unknown) when (mayFallBack && IsUnknownApi(unknown))
                {
                    generation = ManagedGeneration.Provisioned;
                    operation = await _api.CreateAsync(table, generation, token).ConfigureAwait(false);
                }

                await FinishAsync(operation, $"make the synced table '{table.Name}'", "the service makes the table", progress, token)
                    .ConfigureAwait(false);
                return await _api.GetAsync(table.Name, generation, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Describes a synced table.</summary>
    /// <param name="name">Its name, <c>catalog.schema.table</c>.</param>
    /// <param name="generation">The API to ask; null asks Autoscaling's, then Provisioned's.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="ArgumentException">The name is none.</exception>
    /// <exception cref="ManagedServiceException">There is no such table (<see cref="ManagedServiceException.IsNotFound"/>), or the service
    /// does not say.</exception>
    public async Task<ManagedTable> GetAsync(string name, ManagedGeneration? generation = null, CancellationToken cancellationToken = default)
    {
        CheckName(name);
        return await GuardedAsync(() => FindAsync(name, generation, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Waits until a table can be read, or has failed.</summary>
    /// <param name="table">The table, as it was described before.</param>
    /// <param name="timeout">Longest wait.</param>
    /// <param name="progress">Is told how far the first load is.</param>
    /// <param name="cancellationToken">Ends the wait, not the service's work.</param>
    /// <exception cref="ManagedServiceException">The table has failed, or the service does not say.</exception>
    /// <exception cref="TimeoutException">The service is still at it.</exception>
    public async Task<ManagedTable> WaitUntilOnlineAsync(
        ManagedTable table, TimeSpan timeout, IProgress<ManagedTableProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        return await WaitAsync(
            timeout,
            $"The synced table '{table.Name}' cannot be read yet",
            async token =>
            {
                ManagedTable current = table;
                for (int question = 0; ; question++)
                {
                    if (current.HasFailed)
                    {
                        throw new ManagedServiceException(
                            $"The synced table '{table.Name}' has failed ({current.StateText ?? current.CatalogState}): "
                            + (current.Message is { Length: > 0 } message ? SecretText.Redact(message) : "look at its pipeline's event log."));
                    }

                    progress?.Report(new ManagedTableProgress("waiting until the table can be read", current));
                    if (current.IsOnline)
                    {
                        return current;
                    }

                    await Task.Delay(_rhythm.Pause(question), _time, token).ConfigureAwait(false);
                    current = await _api.GetAsync(table.Name, table.Generation, token).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Deletes a synced table and its entry in Unity Catalog, and waits until the service no longer knows it: before that, its name cannot
    /// be used again. The table in PostgreSQL stays (<see cref="ManagedTable.DropStatement"/>), unless <paramref name="purgeData"/> is set.
    /// </summary>
    /// <param name="table">The table, as it was described before.</param>
    /// <param name="purgeData">Whether the table in PostgreSQL goes too: Provisioned only.</param>
    /// <param name="timeout">Longest wait.</param>
    /// <param name="progress">Is told what is being waited for.</param>
    /// <param name="cancellationToken">Ends the wait, not the service's work.</param>
    /// <exception cref="ArgumentException"><paramref name="purgeData"/> for a table of Autoscaling, whose API cannot do it; nothing is
    /// deleted then.</exception>
    /// <exception cref="ManagedServiceException">The service refuses, or cannot be reached.</exception>
    /// <exception cref="TimeoutException">The service is still at it.</exception>
    public async Task DeleteAsync(
        ManagedTable table,
        bool purgeData,
        TimeSpan timeout,
        IProgress<ManagedTableProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (purgeData && table.Generation == ManagedGeneration.Autoscaling)
        {
            throw new ArgumentException(
                $"The API of Autoscaling cannot drop the table in PostgreSQL. Delete without it, then run there: {table.DropStatement}",
                nameof(purgeData));
        }

        await WaitAsync<object?>(
            timeout,
            $"The synced table '{table.Name}' is still being deleted",
            async token =>
            {
                progress?.Report(new ManagedTableProgress("asking for the deletion"));
                OperationAnswer? operation = await _api.DeleteAsync(table.Name, table.Generation, purgeData, token).ConfigureAwait(false);
                await FinishAsync(operation, $"delete the synced table '{table.Name}'", "the service deletes the table", progress, token)
                    .ConfigureAwait(false);
                await WaitUntilGoneAsync(table, progress, token).ConfigureAwait(false);
                return null;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The synced tables of a database instance, as the service lists them. Workspaces that have not got this request answer with
    /// <c>NOT_IMPLEMENTED</c>: there, use <see cref="ListSchemaAsync"/>.
    /// </summary>
    /// <param name="instance">The instance's name.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="ManagedServiceException">The service does not say.</exception>
    public async IAsyncEnumerable<ManagedTable> ListInstanceAsync(
        string instance, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(instance);
        await foreach (ManagedTable table in GuardedAsync(_api.ListInstanceAsync(instance, cancellationToken)).ConfigureAwait(false))
        {
            yield return table;
        }
    }

    /// <summary>The synced tables among the tables of a schema in Unity Catalog, of both generations: each table is asked about.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="ManagedServiceException">The service does not say.</exception>
    public async IAsyncEnumerable<ManagedTable> ListSchemaAsync(
        string catalog, string schema, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(schema);
        List<string> names = [];
        await foreach (string name in GuardedAsync(_api.ListCatalogAsync(catalog, schema, cancellationToken)).ConfigureAwait(false))
        {
            names.Add(name);
        }

        foreach (string[] some in names.Chunk(MaxAtOnce))
        {
            ManagedTable?[] found = await Task.WhenAll(some.Select(name => FindOrNullAsync(name, cancellationToken))).ConfigureAwait(false);
            foreach (ManagedTable table in found.OfType<ManagedTable>())
            {
                yield return table;
            }
        }
    }

    private static WorkspaceLogin LoginOf(WorkspaceOptions workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        try
        {
            return new WorkspaceSettings(Environment.GetEnvironmentVariable, File.ReadAllText, where: "").Resolve(new LakebaseWriterOptions
            {
                DatabricksHost = workspace.Host,
                DatabricksProfile = workspace.Profile,
                DatabricksToken = workspace.Token,
                DatabricksClientId = workspace.ClientId,
                DatabricksClientSecret = workspace.ClientSecret,
                DatabricksAuthType = workspace.AuthType,
            });
        }
        catch (LakebaseOptionsException wrong)
        {
            // The writer's options have a longer name each.
            throw new ArgumentException(string.Join(" ", wrong.Problems.Select(problem => problem
                .Replace("DatabricksHost", nameof(workspace.Host), StringComparison.Ordinal)
                .Replace("DatabricksProfile", nameof(workspace.Profile), StringComparison.Ordinal)
                .Replace("DatabricksAuthType", nameof(workspace.AuthType), StringComparison.Ordinal))));
        }
    }

    private static void CheckName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (ManagedTableDefinitionValidator.FindNameProblem(name) is { } problem)
        {
            throw new ArgumentException(problem, nameof(name));
        }
    }

    private async Task<ManagedTable> FindAsync(string name, ManagedGeneration? generation, CancellationToken cancellationToken)
    {
        if (generation is { } known)
        {
            return await _api.GetAsync(name, known, cancellationToken).ConfigureAwait(false);
        }

        LakebaseApiException first;
        try
        {
            return await _api.GetAsync(name, ManagedGeneration.Autoscaling, cancellationToken).ConfigureAwait(false);
        }
        catch (LakebaseApiException none) when (none.Status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest
            or HttpStatusCode.Forbidden or HttpStatusCode.NotImplemented)
        {
            first = none;
        }

        try
        {
            return await _api.GetAsync(name, ManagedGeneration.Provisioned, cancellationToken).ConfigureAwait(false);
        }
        catch (LakebaseApiException none) when (none.Status == HttpStatusCode.NotFound && first.Status != HttpStatusCode.NotFound
            && first.Status != HttpStatusCode.NotImplemented)
        {
            throw first;
        }
    }

    private async Task<ManagedTable?> FindOrNullAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await GuardedAsync(() => FindAsync(name, null, cancellationToken)).ConfigureAwait(false);
        }
        catch (ManagedServiceException none) when (none.Status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest
            or HttpStatusCode.NotImplemented)
        {
            // Another kind of table.
            return null;
        }
    }

    private static bool IsUnknownApi(LakebaseApiException failure) =>
        failure.Status == HttpStatusCode.NotImplemented
        || (failure.Status == HttpStatusCode.NotFound && failure.ErrorCode is "ENDPOINT_NOT_FOUND" or "NOT_IMPLEMENTED" or "FEATURE_DISABLED");

    private static async Task<T> GuardedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (LakebaseApiException failed)
        {
            throw Public(failed);
        }
    }

    private static async IAsyncEnumerable<T> GuardedAsync<T>(IAsyncEnumerable<T> items)
    {
        IAsyncEnumerator<T> enumerator = items.GetAsyncEnumerator();
        await using (enumerator.ConfigureAwait(false))
        {
            while (await GuardedAsync(() => enumerator.MoveNextAsync().AsTask()).ConfigureAwait(false))
            {
                yield return enumerator.Current;
            }
        }
    }

    private static ManagedServiceException Public(LakebaseApiException failed) =>
        new(failed.Message, failed.IsTransient, failed.Status, failed.ErrorCode, failed);
}
