using Lakebase.Connections;
using Lakebase.Flushing;
using Lakebase.Schema;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lakebase.Preflight;

/// <summary>
/// Looks at the database once, on the driver, before a query starts: what would fail on the executors minutes later, each time anew, is
/// said here at once. Makes the table or its missing columns if the options ask for that.
/// </summary>
internal static class WriterPreflight
{
    // A rehearsal that waits for a lock holds up everybody who comes after it.
    private const string BeginRehearsal = "BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL lock_timeout = '3s'";

    /// <summary>Finds everything that is wrong. It opens one connection and closes it again.</summary>
    /// <param name="schema">The rows' columns.</param>
    /// <param name="options">What to write where.</param>
    /// <param name="demand">The connections that the query may open.</param>
    /// <param name="logger">Is told what was made.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="isRehearsal">Whether what is made is rolled back in the end, so that nothing has changed.</param>
    /// <exception cref="LakebaseWriteException">The database cannot be reached, or does not let us in.</exception>
    /// <exception cref="LakebaseOptionsException">The options cannot work, or a reference in them leads nowhere on this machine.</exception>
    public static async ValueTask<PreflightReport> RunAsync(
        SourceSchema schema,
        LakebaseWriterOptions options,
        ConnectionDemand demand,
        ILogger logger,
        CancellationToken cancellationToken,
        bool isRehearsal = false)
    {
        LakebaseWriter.Validate(schema, options);
        PooledDataSource source = PooledDataSource.Create(ConnectionSettings.FromProcess.Resolve(options), TimeProvider.System);
        await using (source.ConfigureAwait(false))
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(options.ConnectTimeout + options.FlushTimeout);
            try
            {
                return await RunAsync(schema, options, demand, source, logger, isRehearsal, limit.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException || IsTimeLimit(error, cancellationToken))
            {
                Exception cause = error is OperationCanceledException ? new TimeoutException("The server does not answer.", error) : error;
                throw new WriteFailure(options, new WriterContext(), source.Place).WhileOpening(cause, attempts: 1);
            }
        }
    }

    private static bool IsTimeLimit(Exception error, CancellationToken cancellationToken) =>
        error is OperationCanceledException && !cancellationToken.IsCancellationRequested;

    private static async ValueTask<PreflightReport> RunAsync(
        SourceSchema schema,
        LakebaseWriterOptions options,
        ConnectionDemand demand,
        PooledDataSource source,
        ILogger logger,
        bool isRehearsal,
        CancellationToken cancellationToken)
    {
        PooledConnection connection = await source.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            if (isRehearsal)
            {
                // Nobody commits it: the connection is not kept, and its end rolls everything back.
                await TargetTableMaker.ExecuteAsync(connection.Connection, BeginRehearsal, cancellationToken).ConfigureAwait(false);
            }

            string? warning = await ConnectionBudget.FindWarningAsync(connection.Connection, demand, options.MaxConnections, cancellationToken)
                .ConfigureAwait(false);
            IReadOnlyList<string> warnings = warning is null ? [] : [warning];
            try
            {
                TargetPlan plan = await new TargetPlanCache()
                    .LoadAsync("", connection.Connection, source.Place, schema, options, logger, cancellationToken, isInTransaction: isRehearsal)
                    .ConfigureAwait(false);
                IReadOnlyList<string> missing = await TablePrivileges
                    .FindMissingAsync(connection.Connection, plan.Mapping, options, source, cancellationToken)
                    .ConfigureAwait(false);
                string? pooled = PooledHostProblem.Find(options, source.KeepsSessions);
                return new PreflightReport(pooled is null ? missing : [pooled, .. missing], warnings);
            }
            catch (SchemaMismatchException mismatch)
            {
                return new PreflightReport(mismatch.Problems, warnings);
            }
        }
    }
}
