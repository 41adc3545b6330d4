using Lakebase.Connections;
using Lakebase.Diagnostics;
using Lakebase.Resilience;
using Lakebase.Schema;
using Microsoft.Extensions.Logging;
using Polly;

namespace Lakebase.Flushing;

/// <summary>
/// One epoch's plan, kept true: compared with the table when the epoch opens, before its first flush and every few seconds of flushing,
/// and made anew when the table was altered. A stale plan would not only fail: COPY of eight bytes into another eight-byte type succeeds
/// with wrong values.
/// </summary>
/// <remarks>Used by one task at a time: first the opening, then the flush loop.</remarks>
internal sealed class CheckedPlan
{
    /// <summary>
    /// How long an answer of the server is believed. The partitions of an epoch open within it, so they ask once per process, not once
    /// each.
    /// </summary>
    private static readonly TimeSpan TrustedFor = TimeSpan.FromSeconds(2);

    private readonly LakebaseWriterOptions _options;
    private readonly SourceSchema _schema;
    private readonly PooledDataSource _source;
    private readonly TargetPlanCache _plans;
    private readonly string _key;
    private readonly string _applicationName;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _timeLimit;
    private TargetPlan? _plan;

    // When this epoch itself last saw that the plan fits the table.
    private long? _checkedAt;

    /// <summary>The plan of a writer's epoch, not looked up yet.</summary>
    public CheckedPlan(
        LakebaseWriterOptions options,
        SourceSchema schema,
        WriterContext context,
        PooledDataSource source,
        TargetPlanCache plans,
        string key,
        TimeProvider time,
        ILogger logger)
    {
        _options = options;
        _schema = schema;
        _source = source;
        _plans = plans;
        _key = key;
        _applicationName = SessionStart.ApplicationName(options.ApplicationName, context);
        _time = time;
        _logger = logger;
        _timeLimit = RetryPipeline.CreateTimeLimit(options.FlushTimeout, time);
    }

    /// <summary>The plan. Another one only with the same encoding, so batches that were begun with the one before it stay good.</summary>
    public TargetPlan Current => _plan ?? throw new InvalidOperationException("The plan is not there before the writer is open.");

    /// <summary>
    /// Makes the plan ready for an epoch. No I/O if the server has just answered this process; one round trip if the plan is known; else it
    /// reads the table. One try, which ends with FlushTimeout.
    /// </summary>
    /// <exception cref="SchemaMismatchException">There is no table, or the rows do not fit it.</exception>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        _plan = _plans.Find(_key);
        if (_plan?.CheckedAt is { } checkedAt && _time.GetElapsedTime(checkedAt) < TrustedFor)
        {
            return;
        }

        await _timeLimit.ExecuteAsync(
            async token =>
            {
                PooledConnection connection = await _source.OpenAsync(token).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    await connection.UseAsync(() => CheckAsync(connection, token)).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Makes a session ready for a flush: sets its application name and compares the plan with the table, in one round trip, where that
    /// was not done lately.
    /// </summary>
    /// <exception cref="TableAlteredException">The rows of this epoch were encoded for a table that is no longer there.</exception>
    /// <exception cref="SchemaMismatchException">The table is gone, or the rows no longer fit it.</exception>
    public async ValueTask StartSessionAsync(PooledConnection connection, CancellationToken cancellationToken)
    {
        bool isTrusted = _checkedAt is { } checkedAt && _time.GetElapsedTime(checkedAt) < TrustedFor;
        if (isTrusted && connection.Session.ApplicationName == _applicationName)
        {
            return;
        }

        if (await IsUpToDateAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        TargetPlan altered = await LoadAsync(connection, cancellationToken).ConfigureAwait(false);
        if (!altered.Mapping.EncodesLike(Current.Mapping))
        {
            throw new TableAlteredException();
        }

        _plan = altered;
    }

    /// <summary>After a failure: the server must be asked again, by this epoch's next try and by the next epoch's opening.</summary>
    public void Distrust()
    {
        _checkedAt = null;
        if (_plan is not null)
        {
            _plan.CheckedAt = null;
        }
    }

    /// <summary>What the plan stands on is not there: whoever opens next must look anew.</summary>
    public void Forget() => _plans.Forget(_key);

    private async ValueTask CheckAsync(PooledConnection connection, CancellationToken cancellationToken)
    {
        if (_plan is null || !await IsUpToDateAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            _plan = await LoadAsync(connection, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> IsUpToDateAsync(PooledConnection connection, CancellationToken cancellationToken)
    {
        TargetPlan plan = Current;
        bool isWarm = connection.Session.ApplicationName is not null;
        long startedAt = _time.GetTimestamp();
        string fingerprint = await SessionStart.RunAsync(connection, QualifiedName.Parse(_options.Table), _applicationName, cancellationToken)
            .ConfigureAwait(false);
        if (isWarm)
        {
            // A session's first statement is slower by the catalogue entries that it has to read.
            _source.RoundTrip.Add(_time.GetElapsedTime(startedAt));
        }

        connection.Session.ApplicationName = _applicationName;
        if (fingerprint == plan.Fingerprint)
        {
            Trust(plan);
            return true;
        }

        _logger.TableAltered(_options.Table, _source.Place.ToString());
        _plans.Forget(_key);
        return false;
    }

    private async ValueTask<TargetPlan> LoadAsync(PooledConnection connection, CancellationToken cancellationToken)
    {
        TargetPlan plan = await _plans.LoadAsync(_key, connection.Connection, _source.Place, _schema, _options, _logger, cancellationToken)
            .ConfigureAwait(false);
        Trust(plan);
        return plan;
    }

    private void Trust(TargetPlan plan)
    {
        _checkedAt = _time.GetTimestamp();
        plan.CheckedAt = _checkedAt;
    }
}
