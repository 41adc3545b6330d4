using System.Collections.Concurrent;

namespace Lakebase.Connections;

/// <summary>
/// The process's data sources: one per server, database, role and settings, each a capped pool that outlives epochs, so that a partition's
/// epoch costs no new connection. Thread-safe.
/// </summary>
internal sealed class DataSourceRegistry : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<PooledDataSource>> _sources = new(StringComparer.Ordinal);

    /// <summary>The one of this process.</summary>
    public static DataSourceRegistry Shared { get; } = new();

    /// <summary>The data source for this target, made at the first call. Opens no connection.</summary>
    public PooledDataSource Get(ConnectionTarget target, TimeProvider time) =>
        _sources.GetOrAdd(target.Identity, _ => new Lazy<PooledDataSource>(() => PooledDataSource.Create(target, time))).Value;

    /// <summary>Closes all pools.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (string key in _sources.Keys)
        {
            if (_sources.TryRemove(key, out Lazy<PooledDataSource>? source))
            {
                await source.Value.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
