using System.Globalization;
using Lakebase.Cli.CommandLine;
using Lakebase.Managed;

namespace Lakebase.Cli.Plan;

/// <summary>The arithmetic of a capacity plan. Pure.</summary>
internal static class CapacityPlan
{
    /// <summary>PostgreSQL's own bytes per row: the tuple's header, padded, and its line pointer.</summary>
    public const double RowOverheadBytes = 28;

    /// <summary>What a run takes however few changes it brings: to look at the source's history and to plan the read.</summary>
    public const double RunOverheadSeconds = 0.45;

    /// <summary>Above this share of the time there is no room for the changes of a busy hour.</summary>
    public const double ComfortableUtilisation = 0.7;

    /// <summary>The plan.</summary>
    public static PlanResult Of(PlanInput input)
    {
        double units = input.Units ?? ChooseUnits(input);
        List<PlanEstimate> estimates = [Published(input, units)];
        if (input.MeasuredLoadRate is not null || input.MeasuredChangeRate is not null)
        {
            estimates.Add(Estimate(
                input,
                "measured",
                input.MeasuredLoadRate ?? estimates[0].LoadRowsPerSecond,
                input.MeasuredChangeRate ?? estimates[0].ChangeRowsPerSecond));
        }

        double tableBytes = input.Rows * (input.RowBytes + RowOverheadBytes + input.IndexBytes);
        double totalBytes = tableBytes * input.Tables;
        int connections = PublishedFigures.ConnectionsPerTable * input.Tables;
        PlanResult result = new(
            input.Generation,
            units,
            input.Units is null,
            input.Policy,
            input.EffectiveInterval.TotalSeconds,
            input.Rows * input.Tables,
            tableBytes,
            totalBytes,
            totalBytes + tableBytes,
            connections,
            connections + input.OtherConnections,
            PublishedFigures.Connections(input.Generation, units),
            estimates,
            [],
            []);
        return result with { Problems = [.. FindProblems(input, result)], Warnings = [.. FindWarnings(input, result)] };
    }

    /// <summary>The smallest size that loads in time and keeps up with room to spare; the largest if none does.</summary>
    public static double ChooseUnits(PlanInput input)
    {
        IReadOnlyList<double> sizes = PublishedFigures.Sizes(input.Generation);
        return sizes.FirstOrDefault(
            size => Published(input, size) is var estimate
                && estimate.LoadSeconds <= input.LoadWithin.TotalSeconds
                && estimate.Utilisation <= ComfortableUtilisation
                && (PublishedFigures.ConnectionsPerTable * input.Tables) + input.OtherConnections
                    <= PublishedFigures.Connections(input.Generation, size),
            sizes[^1]);
    }

    private static PlanEstimate Published(PlanInput input, double units) => Estimate(
        input,
        "published",
        PublishedFigures.LoadRate(input.Generation) * units,
        PublishedFigures.ChangeRate(input.Generation) * units);

    private static PlanEstimate Estimate(PlanInput input, string basis, double loadRate, double changeRate)
    {
        double loadSeconds = input.Rows * input.Tables / loadRate;
        double interval = input.EffectiveInterval.TotalSeconds;
        if (input.Policy == SchedulingPolicy.Snapshot)
        {
            // Each run copies everything, so the changes do not matter.
            double busy = loadSeconds / interval;
            return busy < 1
                ? new PlanEstimate(
                    basis, loadRate, changeRate, loadSeconds, busy, loadSeconds, (interval / 2) + loadSeconds, interval + loadSeconds, 0, null)
                : FallsBehind(basis, loadRate, changeRate, loadSeconds, busy);
        }

        double utilisation = input.ChangesPerSecond * input.Tables / changeRate;
        if (utilisation >= 1)
        {
            return FallsBehind(basis, loadRate, changeRate, loadSeconds, utilisation);
        }

        // A run brings what changed since the last one began. If it cannot be done within the interval, the next one follows at once, and
        // runs grow until each brings just what changed during the one before.
        double cycle = Math.Max(interval, RunOverheadSeconds / (1 - utilisation));
        double run = RunOverheadSeconds + (utilisation * cycle);
        return new PlanEstimate(
            basis,
            loadRate,
            changeRate,
            loadSeconds,
            utilisation,
            run,
            (cycle / 2) + run,
            cycle + run,
            0,
            input.Outage is { } outage ? outage.TotalSeconds * utilisation / (1 - utilisation) : null);
    }

    private static PlanEstimate FallsBehind(string basis, double loadRate, double changeRate, double loadSeconds, double utilisation) =>
        new(basis, loadRate, changeRate, loadSeconds, utilisation, null, null, null, 3_600 * (1 - (1 / utilisation)), null);

    private static IEnumerable<string> FindProblems(PlanInput input, PlanResult plan)
    {
        // What was measured there counts more than what is published for everybody.
        PlanEstimate estimate = plan.Estimates[^1];
        if (!estimate.KeepsUp && input.Policy == SchedulingPolicy.Snapshot)
        {
            yield return $"A full copy takes {Durations.Describe(estimate.LoadSeconds)}, longer than the "
                + $"{Durations.Describe(plan.IntervalSeconds)} from one run to the next. Copy less often, take more CU, or take over changes only (Triggered).";
        }
        else if (!estimate.KeepsUp)
        {
            yield return Text($"{input.ChangesPerSecond * input.Tables:N0} changes/s are more than the {estimate.ChangeRowsPerSecond:N0} rows/s ")
                + $"that {Text($"{plan.Cu:0.#}")} CU take over: the lag grows by {Durations.Describe(estimate.LagGrowthSecondsPerHour)} each hour. "
                + "Take more CU, or copy the whole table now and then (Snapshot).";
        }

        if (plan.Connections > plan.ConnectionLimit)
        {
            yield return Text($"Up to {plan.Connections:N0} connections ({plan.SyncConnections:N0} for copying) exceed the ")
                + Text($"{plan.ConnectionLimit:N0} ") + "of this compute. Take a larger one, fewer tables, or a connection pooler for the application.";
        }

        double limit = input.Generation == ManagedGeneration.Provisioned ? PublishedFigures.TotalBytes : PublishedFigures.NewerTotalBytes[^1];
        if (plan.TotalBytes > limit)
        {
            yield return $"{Bytes(plan.TotalBytes)} exceed the {Bytes(limit)} that all synced tables together may have.";
        }
    }

    private static IEnumerable<string> FindWarnings(PlanInput input, PlanResult plan)
    {
        PlanEstimate estimate = plan.Estimates[^1];
        if (plan.BytesPerTable > PublishedFigures.TableBytes)
        {
            yield return $"A table of {Bytes(plan.BytesPerTable)} exceeds the {Bytes(PublishedFigures.TableBytes)} advised for tables that are "
                + "refreshed.";
        }

        double newest = PublishedFigures.NewerTotalBytes[^1];
        if (input.Generation == ManagedGeneration.Autoscaling && plan.TotalBytes > PublishedFigures.TotalBytes && plan.TotalBytes <= newest)
        {
            yield return $"{Bytes(plan.TotalBytes)} exceed the limit as it was first published ({Bytes(PublishedFigures.TotalBytes)}); newer pages "
                + $"say {string.Join(" and ", PublishedFigures.NewerTotalBytes.Select(Bytes))}. Ask which holds for your workspace.";
        }

        if (estimate.LoadSeconds > input.LoadWithin.TotalSeconds)
        {
            yield return $"The first load takes {Durations.Describe(estimate.LoadSeconds)}, longer than the "
                + $"{Durations.Describe(input.LoadWithin)} wanted.";
        }

        if (estimate is { KeepsUp: true, Utilisation: > ComfortableUtilisation })
        {
            yield return Text($"Copying is busy {estimate.Utilisation:0 %} of the time: little room for a busy hour, ")
                + "and catching up after an outage is slow.";
        }

        if (estimate.KeepsUp && input.Policy != SchedulingPolicy.Snapshot && estimate.RunSeconds > plan.IntervalSeconds)
        {
            yield return $"A run takes {Durations.Describe(estimate.RunSeconds!.Value)}, longer than the interval of "
                + $"{Durations.Describe(plan.IntervalSeconds)}: the next one follows at once.";
        }

        if (input.Policy == SchedulingPolicy.Continuous && input.EffectiveInterval < PublishedFigures.ContinuousFloor)
        {
            yield return $"The managed service's shortest interval is {Durations.Describe(PublishedFigures.ContinuousFloor)}.";
        }

        double changed = input.Rows == 0 ? 0 : Math.Min(1, input.ChangesPerSecond * plan.IntervalSeconds / input.Rows);
        if (input.Policy == SchedulingPolicy.Triggered && changed > PublishedFigures.SnapshotShare)
        {
            yield return Text($"About {changed:0 %} of the rows change from run to run: above {PublishedFigures.SnapshotShare:0 %}, ")
                + "a full copy (Snapshot) is the cheaper way.";
        }
    }

    /// <summary>A size in words.</summary>
    public static string Bytes(double bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB", "PB"];
        int unit = 0;
        while (bytes >= 999.5 && unit < units.Length - 1)
        {
            bytes /= 1_000;
            unit++;
        }

        return Text($"{bytes:#,0.##} {units[unit]}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
