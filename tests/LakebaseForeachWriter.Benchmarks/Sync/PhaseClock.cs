using System.Diagnostics;
using System.Globalization;
using Lakebase.SyncedTables;

namespace Lakebase.Benchmarks.Sync;

/// <summary>Notes when each phase of a run began.</summary>
internal sealed class PhaseClock : IProgress<SyncProgress>
{
    private readonly List<(SyncPhase Phase, long At)> _began = [];
    private readonly long _started = Stopwatch.GetTimestamp();

    public void Report(SyncProgress value)
    {
        lock (_began)
        {
            if (_began.All(one => one.Phase != value.Phase))
            {
                _began.Add((value.Phase, Stopwatch.GetTimestamp()));
            }
        }
    }

    /// <summary>Seconds from the beginning of a phase to that of the one after it.</summary>
    public double SecondsOf(SyncPhase phase)
    {
        int i = _began.FindIndex(one => one.Phase == phase);
        return Stopwatch.GetElapsedTime(_began[i].At, _began[i + 1].At).TotalSeconds;
    }

    /// <summary>The phases in order, with their seconds.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"before {Stopwatch.GetElapsedTime(_started, _began[0].At).TotalSeconds:0.00} s, ")
        + string.Join(", ", _began.SkipLast(1).Select(one =>
            string.Create(CultureInfo.InvariantCulture, $"{one.Phase.ToString().ToLowerInvariant()} {SecondsOf(one.Phase):0.00} s")));
}
