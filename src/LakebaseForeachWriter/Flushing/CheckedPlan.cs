using Lakebase.Connections;
using Lakebase.Diagnostics;
using Lakebase.Resilience;
using Lakebase.Schema;
using Microsoft.Extensions.Logging;
using Polly;

namespace Lakebase.Flushing;

/// <summary>
/// One epoch's plan, kept true: compared with the table when the epoch opens, with its first flush and every few seconds of flushing, and
/// made anew when the table was altered. A stale plan would not only fail: COPY of eight bytes into another eight-byte type succeeds
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

    /// <summary>
    /// How long a measured round trip is believed. What travels with a flush's own statements measures none, so now and then the question
    /// goes by itself.
    /// </summary>
    private static readonly TimeSpan RoundTripKnownFor = TimeSpan.FromSeconds(10);

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
    /// What a flush over this session must send first; null where both the session's name and the table were seen lately. No I/O.
    /// </summary>
    /// <remarks>
    /// It goes by itself where rows may not be sent twice: a session that was lost since its last answer, as after a restart of the server,
    /// shows there before anything is in doubt.
    /// </remarks>
    public SessionGuard? Guard(PooledConnection connection)
    {
        bool isTrusted = _checkedAt is { } checkedAt && _time.GetElapsedTime(checkedAt) < TrustedFor;
        bool isNamed = connection.Session.ApplicationName == _applicationName;
        if (isTrusted && isNamed)
        {
            return null;
        }

        bool isRoundTripKnown =
            _source.RoundTrip.MeasuredAt is { } measuredAt && _time.GetElapsedTime(measuredAt) < RoundTripKnownFor;
        bool maySendTwice = _options.Mode == WriteMode.Upsert || _options.LedgerTable is not null;
        return new SessionGuard(
            this,
            connection,
            isRoundTripKnown && maySendTwice ? SessionStart.Assertion(connection, Table, _applicationName, Current.Fingerprint) : null,
            isNamed && isRoundTripKnown);
    }

    /// <summary>Compares the plan with the table, and sets the session's name. One round trip.</summary>
    public async ValueTask<bool> IsUpToDateAsync(PooledConnection connection, CancellationToken cancellationToken)
    {
        bool isWarm = connection.Session.ApplicationName is not null;
        long startedAt = _time.GetTimestamp();
        string fingerprint = await SessionStart.RunAsync(connection, Table, _applicationName, cancellationToken).ConfigureAwait(false);
        long endedAt = _time.GetTimestamp();
        if (isWarm)
        {
            // A session's first statement is slower by the catalogue entries that it has to read.
            _source.RoundTrip.Add(_time.GetElapsedTime(startedAt, endedAt), endedAt);
        }

        connection.Session.ApplicationName = _applicationName;
        if (fingerprint != Current.Fingerprint)
        {
            return false;
        }

        Trust(Current);
        return true;
    }

    /// <summary>The server has just said, over this session, that the table is the plan's.</summary>
    public void Trust(PooledConnection connection)
    {
        connection.Session.ApplicationName = _applicationName;
        Trust(Current);
    }

    /// <summary>Makes the plan anew, after the table was altered, for rows that were encoded for the one before.</summary>
    /// <exception cref="TableAlteredException">The rows of this epoch were encoded for a table that is no longer there.</exception>
    /// <exception cref="SchemaMismatchException">The table is gone, or the rows no longer fit it.</exception>
    public async ValueTask RenewAsync(PooledConnection connection, CancellationToken cancellationToken)
    {
        TargetPlan renewed = await LoadAnewAsync(connection, cancellationToken).ConfigureAwait(false);
        if (!renewed.Mapping.EncodesLike(Current.Mapping))
        {
            throw new TableAlteredException();
        }

        _plan = renewed;
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

    private QualifiedName Table => QualifiedName.Parse(_options.Table);

    private async ValueTask CheckAsync(PooledConnection connection, CancellationToken cancellationToken)
    {
        if (_plan is null)
        {
            _plan = await LoadAsync(connection, cancellationToken).ConfigureAwait(false);
        }
        else if (!await IsUpToDateAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            _plan = await LoadAnewAsync(connection, cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask<TargetPlan> LoadAnewAsync(PooledConnection connection, CancellationToken cancellationToken)
    {
        _logger.TableAltered(_options.Table, _source.Place.ToString());
        _plans.Forget(_key);
        return LoadAsync(connection, cancellationToken);
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
