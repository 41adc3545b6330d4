using System.Collections.Concurrent;
using System.Globalization;
using Lakebase.Cli.CommandLine;
using Lakebase.SyncedTables;

namespace Lakebase.Cli.Sync;

/// <summary>Where all tables of a run are, in one line, with an estimate of what is left of the loads.</summary>
internal sealed class RunProgress(IProgress<ProgressStep> display, TimeProvider time) : IProgress<SyncProgress>
{
    private const int MostNamed = 3;

    private readonly ConcurrentDictionary<string, SyncProgress> _tables = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _loadingSince = new(StringComparer.Ordinal);

    public void Report(SyncProgress value)
    {
        _tables[value.Target] = value;
        if (value.Phase == SyncPhase.Loading)
        {
            _loadingSince.TryAdd(value.Target, time.GetTimestamp());
        }
        else
        {
            _loadingSince.TryRemove(value.Target, out _);
        }

        SyncProgress[] busy = [.. _tables.Values.Where(table => table.Phase != SyncPhase.UpToDate).OrderBy(table => table.Target, StringComparer.Ordinal)];
        if (busy.Length == 0)
        {
            display.Report(new ProgressStep($"{Tables(_tables.Count)} up to date"));
            return;
        }

        string named = string.Join("; ", busy.Take(MostNamed).Select(Describe));
        string others = busy.Length > MostNamed ? $"; {busy.Length - MostNamed} more" : "";
        display.Report(new ProgressStep(named + others, ShareOf(busy)));
    }

    private string Describe(SyncProgress table)
    {
        string phase = $"{table.Target}: {Words.Of(table.Phase)}";
        if (table is not { Phase: SyncPhase.Loading, RowsTotal: { } total and > 0 })
        {
            return phase;
        }

        string rows = string.Create(CultureInfo.InvariantCulture, $"{phase}, {table.RowsLoaded:N0} of {total:N0} rows");
        if (table.RowsLoaded == 0 || table.RowsLoaded >= total || !_loadingSince.TryGetValue(table.Target, out long since))
        {
            return rows;
        }

        TimeSpan left = time.GetElapsedTime(since) * ((double)(total - table.RowsLoaded) / table.RowsLoaded);
        return $"{rows}, about {Durations.Describe(left)} left";
    }

    private static double? ShareOf(SyncProgress[] tables)
    {
        SyncProgress[] loading = [.. tables.Where(table => table is { Phase: SyncPhase.Loading, RowsTotal: > 0 })];
        return loading.Length == 0 ? null : Math.Min(1, (double)loading.Sum(table => table.RowsLoaded) / loading.Sum(table => table.RowsTotal!.Value));
    }

    private static string Tables(int count) => count == 1 ? "the table is" : $"{count} tables are";
}
