namespace Lakebase.Connections.Databricks;

/// <summary>
/// A token that is fetched when first asked for and renewed when 80 % of its life is over: in the background while the old one is still
/// accepted, so nobody waits for a slow API without need. However many ask, one request is under way at most. Thread-safe.
/// </summary>
internal sealed class RenewedSecret
{
    private const double RenewedAfterShareOfLife = 0.8;

    private readonly Lock _gate = new();
    private readonly Func<ValueTask<ExpiringSecret>> _fetch;
    private readonly TimeProvider _time;
    private readonly SingleFlight<ExpiringSecret> _renewal;
    private ExpiringSecret? _current;
    private DateTimeOffset _renewAt;
    private int _generation;

    /// <summary>A token that is not fetched yet.</summary>
    /// <param name="fetch">Asks for a new token. Must end by itself: it is not cancelled when who waits gives up.</param>
    /// <param name="time">The clock of its life.</param>
    public RenewedSecret(Func<ValueTask<ExpiringSecret>> fetch, TimeProvider time)
    {
        _fetch = fetch;
        _time = time;
        _renewal = new SingleFlight<ExpiringSecret>(RenewAsync);
    }

    /// <summary>How many tokens were fetched so far.</summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>A token that is accepted now. Waits only if there is none.</summary>
    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        Task<ExpiringSecret> renewal;
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            if (_current is not null && now < _renewAt)
            {
                return _current.Value;
            }

            renewal = _renewal.Join();
            if (_current is not null && now < _current.ExpiresAt)
            {
                return _current.Value;
            }
        }

        return (await renewal.WaitAsync(cancellationToken).ConfigureAwait(false)).Value;
    }

    /// <summary>Forgets a token that was refused before its end, unless a newer one is there already.</summary>
    /// <param name="generation">What <see cref="Generation"/> was before the token was used.</param>
    public void Refuse(int generation)
    {
        lock (_gate)
        {
            if (_generation == generation)
            {
                _current = null;
            }
        }
    }

    private async Task<ExpiringSecret> RenewAsync()
    {
        ExpiringSecret fetched = await _fetch().ConfigureAwait(false);
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            _current = fetched;
            _renewAt = now + ((fetched.ExpiresAt - now) * RenewedAfterShareOfLife);
            _generation++;
            return fetched;
        }
    }
}
