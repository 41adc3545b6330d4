using Lakebase.Examples;
using Npgsql;
using NpgsqlTypes;

namespace RealTimeOrders;

/// <summary>
/// Sees from a session of its own when orders become visible: as long as some are awaited, it asks for their rows by key, waits a
/// millisecond, and asks again. The clock stops when the answer is here, so a latency is too long by up to one such round (a
/// millisecond and the query, together about 1.5 ms), never too short.
/// </summary>
internal sealed class VisibilityProbe : IAsyncDisposable
{
    // So many at once keep the question small; more are only awaited when rows come far too late anyway.
    private const int KeysPerQuestion = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _select;
    private readonly Latencies _latencies;
    private readonly List<Awaited> _askedFor = [];
    private readonly Lock _gate = new();
    private readonly Queue<Awaited> _coming = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _first = new(initialState: false);
    private volatile bool _stopping;
    private volatile bool _givingUp;
    private int _waiting;
    private long _visible;

    private VisibilityProbe(NpgsqlConnection connection, string table, Latencies latencies)
    {
        _connection = connection;
        _latencies = latencies;
        _select = new NpgsqlCommand(
            $"SELECT order_id, max(updated_at) FROM {table} WHERE order_id = ANY($1) GROUP BY order_id", connection);
        _select.Parameters.Add(new NpgsqlParameter<long[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, TypedValue = [] });
    }

    /// <summary>How many orders there were when the last visible one of the awaited ones was made.</summary>
    public long Visible => Volatile.Read(ref _visible);

    /// <summary>Orders that are awaited.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Begins to look; the table is there.</summary>
    public static async Task<VisibilityProbe> StartAsync(
        Database database, string table, Latencies latencies, CancellationToken cancellationToken)
    {
        var probe = new VisibilityProbe(await database.OpenAsync(cancellationToken), table, latencies);
        await probe._select.PrepareAsync(cancellationToken);

        // A thread, because tasks wake up late where processors are few.
        new Thread(probe.Run) { IsBackground = true, Name = "visibility probe" }.Start();
        return probe;
    }

    /// <summary>An order is on its way.</summary>
    public void Await(Order order, long sequence)
    {
        Interlocked.Increment(ref _waiting);
        lock (_gate)
        {
            _coming.Enqueue(new Awaited(order, sequence));
        }
    }

    /// <summary>Waits until an order has been seen. False: not yet.</summary>
    public bool AwaitFirst(TimeSpan patience) => _first.Wait(patience);

    /// <summary>Waits until every awaited order has been seen.</summary>
    /// <exception cref="SetupException">Some have not come in time, or the session broke.</exception>
    public async Task FinishAsync()
    {
        _stopping = true;
        try
        {
            await _ended.Task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new SetupException($"{Waiting:N0} orders that the topic has were not visible after {Patience.TotalSeconds:0} s.");
        }
        catch (NpgsqlException broken)
        {
            throw new SetupException($"The session that watches the table broke: {broken.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The session may only go when its thread no longer uses it.
        _givingUp = true;
        _stopping = true;
        await _ended.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _select.DisposeAsync();
        await _connection.DisposeAsync();
        _first.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_givingUp)
            {
                bool isStopping = _stopping;
                TakeComing();
                if (_askedFor.Count > 0)
                {
                    Look();
                }
                else if (isStopping)
                {
                    break;
                }

                Thread.Sleep(1);
            }

            _ended.SetResult();
        }
        catch (NpgsqlException broken)
        {
            _ended.SetException(broken);
        }
    }

    private void TakeComing()
    {
        lock (_gate)
        {
            while (_askedFor.Count < KeysPerQuestion && _coming.TryDequeue(out Awaited next))
            {
                _askedFor.Add(next);
            }
        }
    }

    private void Look()
    {
        ((NpgsqlParameter<long[]>)_select.Parameters[0]).TypedValue = [.. _askedFor.Select(one => one.Order.OrderId).Distinct()];
        var seen = new Dictionary<long, long>();
        using (NpgsqlDataReader rows = _select.ExecuteReader())
        {
            while (rows.Read())
            {
                seen[rows.GetInt64(0)] = (rows.GetDateTime(1) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            }
        }

        if (seen.Count > 0)
        {
            _first.Set();
        }

        double now = (DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds;
        int gone = _askedFor.RemoveAll(one => seen.TryGetValue(one.Order.OrderId, out long updatedAt) && IsSeen(one, updatedAt, now));
        Interlocked.Add(ref _waiting, -gone);
    }

    private bool IsSeen(Awaited awaited, long updatedAt, double now)
    {
        if (updatedAt < awaited.Order.UpdatedAt)
        {
            return false;
        }

        _latencies.Add(awaited.Order.RecordMilliseconds, now - awaited.Order.RecordMilliseconds);
        Volatile.Write(ref _visible, Math.Max(_visible, awaited.Sequence));
        return true;
    }

    private readonly record struct Awaited(Order Order, long Sequence);
}
