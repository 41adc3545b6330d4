using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Lakebase.Cli.CommandLine;
using Lakebase.Cli.Plan;
using Lakebase.Managed;

namespace Lakebase.UnitTests.Cli;

/// <summary>The arithmetic of a plan: by examples worked out by hand, and by what must hold for every input.</summary>
public sealed class CapacityPlanTests
{
    private static readonly Config Cases = Config.QuickThrowOnFailure.WithMaxTest(300);

    [Theory]
    [InlineData(ManagedGeneration.Autoscaling, 4, 8_000, 600)]
    [InlineData(ManagedGeneration.Autoscaling, 0.5, 1_000, 75)]
    [InlineData(ManagedGeneration.Provisioned, 2, 30_000, 2_400)]
    public void Of_PublishedRates_AreThoseOfTheGenerationTimesCu(ManagedGeneration generation, double units, double load, double changes)
    {
        PlanEstimate estimate = Plan(new PlanInput { Rows = 1e6, Generation = generation, Units = units }).Estimates[0];

        Assert.Equal((load, changes), (estimate.LoadRowsPerSecond, estimate.ChangeRowsPerSecond));
        Assert.Equal(1e6 / load, estimate.LoadSeconds, 6);
    }

    [Theory]
    [InlineData(0.5, 104)]
    [InlineData(4, 839)]
    [InlineData(8, 1_678)]
    [InlineData(32, 4_000)]
    [InlineData(112, 4_000)]
    public void Connections_Autoscaling_AreThePublishedOnes(double units, int expected) =>
        Assert.Equal(expected, PublishedFigures.Connections(ManagedGeneration.Autoscaling, units));

    [Fact]
    public void Of_HalfBusyCompute_HasTheLagWorkedOutByHand()
    {
        // 300 of 600 changes/s: a run brings 15 s of changes, which take 7.5 s, and 0.45 s of its own.
        PlanEstimate estimate = Plan(new PlanInput { Rows = 1e8, ChangesPerSecond = 300, Units = 4, Outage = TimeSpan.FromHours(1) }).Estimates[0];

        Assert.Equal(0.5, estimate.Utilisation, 6);
        Assert.Equal(7.95, estimate.RunSeconds!.Value, 6);
        Assert.Equal(15.45, estimate.TypicalLagSeconds!.Value, 6);
        Assert.Equal(22.95, estimate.WorstLagSeconds!.Value, 6);
        Assert.Equal(3_600, estimate.CatchUpSeconds!.Value, 6);
    }

    [Fact]
    public void Of_RunsLongerThanTheInterval_FollowEachOtherAtOnce()
    {
        // 90 % busy at 1 s: 0.45 s of its own is all that 10 % leaves, so runs grow to 4.5 s.
        PlanResult plan = Plan(new PlanInput { Rows = 1e6, ChangesPerSecond = 540, Units = 4, Interval = TimeSpan.FromSeconds(1) });

        Assert.Equal(4.5, plan.Estimates[0].RunSeconds!.Value, 6);
        Assert.Equal(9, plan.Estimates[0].WorstLagSeconds!.Value, 6);
        Assert.Contains(plan.Warnings, warning => warning.Contains("follows at once", StringComparison.Ordinal));
        Assert.Contains(plan.Warnings, warning => warning.Contains("shortest interval is 15 s", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_MoreChangesThanItTakes_FallsBehindByTheExcess()
    {
        PlanResult plan = Plan(new PlanInput { Rows = 1e8, ChangesPerSecond = 1_200, Units = 4 });

        Assert.False(plan.Estimates[0].KeepsUp);
        Assert.Equal(1_800, plan.Estimates[0].LagGrowthSecondsPerHour, 6);
        Assert.Contains("grows by 30 min each hour", Assert.Single(plan.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SnapshotEachHour_TakesTheWholeTableEachTime()
    {
        PlanResult plan = Plan(new PlanInput
        {
            Rows = 7.2e6,
            ChangesPerSecond = 1e9,
            Policy = SchedulingPolicy.Snapshot,
            Interval = TimeSpan.FromHours(1),
            Units = 4,
        });

        Assert.Equal(900, plan.Estimates[0].RunSeconds!.Value, 6);
        Assert.Equal(4_500, plan.Estimates[0].WorstLagSeconds!.Value, 6);
        Assert.Empty(plan.Problems);
    }

    [Fact]
    public void Of_SnapshotThatTakesLongerThanItsInterval_IsAProblem() => Assert.Contains(
        "A full copy takes 1 h 44 min, longer than the 1 h",
        Assert.Single(Plan(new PlanInput { Rows = 5e7, Policy = SchedulingPolicy.Snapshot, Interval = TimeSpan.FromHours(1), Units = 4 }).Problems),
        StringComparison.Ordinal);

    [Fact]
    public void Of_ManyChangesPerRun_AdvisesAFullCopy() => Assert.Contains(
        Plan(new PlanInput { Rows = 1e6, ChangesPerSecond = 50, Policy = SchedulingPolicy.Triggered, Units = 4 }).Warnings,
        warning => warning.Contains("About 18 % of the rows change", StringComparison.Ordinal));

    [Theory]
    [InlineData(ManagedGeneration.Provisioned, 1.5e12, "", "exceeds the 1 TB advised")]
    [InlineData(ManagedGeneration.Provisioned, 2.5e12, "exceed the 2 TB", "exceeds the 1 TB advised")]
    [InlineData(ManagedGeneration.Autoscaling, 2.5e12, "", "newer pages say 8 TB and 16 TB")]
    [InlineData(ManagedGeneration.Autoscaling, 17e12, "exceed the 16 TB", "exceeds the 1 TB advised")]
    public void Of_LargeTables_MeetTheirGenerationsLimits(ManagedGeneration generation, double bytes, string problem, string warning)
    {
        PlanResult plan = Plan(new PlanInput
        {
            Rows = bytes / 1_000,
            RowBytes = 1_000 - 28 - 24,
            Generation = generation,
            Units = 8,
            LoadWithin = TimeSpan.FromDays(100),
        });

        Assert.Equal(bytes, plan.TotalBytes, 1e6);
        Assert.Equal(problem, plan.Problems.Count == 0 ? "" : problem.Length > 0 && plan.Problems[0].Contains(problem, StringComparison.Ordinal) ? problem : plan.Problems[0]);
        Assert.Contains(plan.Warnings, said => said.Contains(warning, StringComparison.Ordinal));
    }

    [Fact]
    public void Of_TenTablesOnASmallCompute_ExceedsItsConnections() => Assert.Contains(
        "Up to 170 connections (160 for copying) exceed the 104",
        Assert.Single(Plan(new PlanInput { Rows = 1e5, Tables = 10, Units = 0.5, OtherConnections = 10 }).Problems),
        StringComparison.Ordinal);

    [Fact]
    public void Of_MeasuredRates_StandBesideThePublishedOnesAndDecide()
    {
        PlanResult plan = Plan(new PlanInput { Rows = 1e8, ChangesPerSecond = 2_000, Units = 4, MeasuredLoadRate = 90_000, MeasuredChangeRate = 40_000 });

        Assert.Equal(["published", "measured"], plan.Estimates.Select(estimate => estimate.Basis));
        Assert.Empty(plan.Problems);
        Assert.Equal(1e8 / 90_000, plan.Estimates[1].LoadSeconds, 6);
        Assert.Equal(0.05, plan.Estimates[1].Utilisation, 6);
    }

    [Fact]
    public void Of_AnyInput_MoreCuIsNeverWorse() => Inputs((input, small, large) =>
    {
        (double first, double second) = (Math.Min(small, large), Math.Max(small, large));
        PlanEstimate less = Plan(input with { Units = first }).Estimates[0];
        PlanEstimate more = Plan(input with { Units = second }).Estimates[0];

        return more.LoadSeconds <= less.LoadSeconds
            && more.Utilisation <= less.Utilisation
            && (!less.KeepsUp || (more.KeepsUp && more.WorstLagSeconds <= less.WorstLagSeconds));
    });

    [Fact]
    public void Of_AnyInput_LagIsNoShorterThanIntervalAndRun() => Inputs((input, units, _) =>
    {
        PlanEstimate estimate = Plan(input with { Units = units }).Estimates[0];

        return !estimate.KeepsUp
            ? estimate is { Utilisation: >= 1, LagGrowthSecondsPerHour: >= 0, WorstLagSeconds: null }
            : estimate.WorstLagSeconds >= input.EffectiveInterval.TotalSeconds + estimate.RunSeconds - 1e-6
                && estimate.TypicalLagSeconds <= estimate.WorstLagSeconds
                && estimate.LagGrowthSecondsPerHour == 0;
    });

    [Fact]
    public void Of_AnyInput_ChosenSizeIsTheSmallestThatDoes() => Inputs((input, _, _) =>
    {
        bool Does(double units)
        {
            PlanResult plan = Plan(input with { Units = units });
            return plan.Estimates[0].LoadSeconds <= input.LoadWithin.TotalSeconds
                && plan.Estimates[0].Utilisation <= CapacityPlan.ComfortableUtilisation
                && plan.Connections <= plan.ConnectionLimit;
        }

        IReadOnlyList<double> sizes = PublishedFigures.Sizes(input.Generation);
        double chosen = Plan(input).Cu;
        int at = sizes.ToList().IndexOf(chosen);
        return (Does(chosen) && (at == 0 || !Does(sizes[at - 1]))) || (chosen == sizes[^1] && !sizes.Any(Does));
    });

    [Fact]
    public void Of_AnyInput_ARunBringsWhatChangedSinceTheOneBefore() => Inputs((input, units, _) =>
    {
        PlanEstimate estimate = Plan(input with { Units = units, Policy = SchedulingPolicy.Continuous }).Estimates[0];
        if (!estimate.KeepsUp)
        {
            return true;
        }

        double cycle = Math.Max(input.EffectiveInterval.TotalSeconds, estimate.RunSeconds!.Value);
        double brought = (estimate.RunSeconds.Value - CapacityPlan.RunOverheadSeconds) * estimate.ChangeRowsPerSecond;
        double changed = input.ChangesPerSecond * input.Tables * cycle;
        return Math.Abs(brought - changed) <= 1e-6 * Math.Max(1, changed);
    });

    [Fact]
    public async Task Plan_ThatDoesNotFit_Exits3WithTheProblemsInBothForms()
    {
        ToolRun words = await ToolRun.OfAsync("plan --rows 100M --changes-per-second 1k --cu 4");
        ToolRun json = await ToolRun.OfAsync("plan --rows 100M --changes-per-second 1k --cu 4 --json");

        Assert.Equal((ExitCode.ProblemsFound, ExitCode.ProblemsFound), (words.ExitCode, json.ExitCode));
        Assert.Contains("problem: 1,000 changes/s are more than the 600 rows/s that 4 CU take over", words.Out, StringComparison.Ordinal);
        Assert.Single(json.Json["result"]!["problems"]!.AsArray());
        Assert.Null(json.Json["error"]);
    }

    [Fact]
    public async Task Plan_JsonForm_HasItsDocumentedMembers()
    {
        ToolRun run = await ToolRun.OfAsync("plan --rows 1M --json");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal(
            [
                "generation", "cu", "cuIsChosen", "policy", "intervalSeconds", "totalRows", "bytesPerTable", "totalBytes", "peakBytes", "syncConnections",
                "connections", "connectionLimit", "estimates", "problems", "warnings",
            ],
            run.Json["result"]!.AsObject().Select(member => member.Key));
        Assert.Equal(
            [
                "basis", "loadRowsPerSecond", "changeRowsPerSecond", "loadSeconds", "utilisation", "runSeconds", "typicalLagSeconds", "worstLagSeconds",
                "lagGrowthSecondsPerHour", "catchUpSeconds", "keepsUp",
            ],
            run.Json["result"]!["estimates"]![0]!.AsObject().Select(member => member.Key));
    }

    [Theory]
    [InlineData(999, "999 B")]
    [InlineData(999.6, "1 kB")]
    [InlineData(25.2e9, "25.2 GB")]
    [InlineData(2e12, "2 TB")]
    public void Bytes_Size_IsInItsLargestUnit(double bytes, string expected) => Assert.Equal(expected, CapacityPlan.Bytes(bytes));

    private static PlanResult Plan(PlanInput input) => CapacityPlan.Of(input);

    private static void Inputs(Func<PlanInput, double, double, bool> holds)
    {
        Gen<(PlanInput, double, double)> inputs =
            from rows in Gen.Choose(1, 1_000_000)
            from scale in Gen.Elements(1d, 1_000d, 100_000d)
            from changes in Gen.Choose(0, 20_000)
            from tables in Gen.Choose(1, 12)
            from policy in Gen.Elements(Enum.GetValues<SchedulingPolicy>())
            from generation in Gen.Elements(Enum.GetValues<ManagedGeneration>())
            from seconds in Gen.Choose(1, 100_000)
            from small in Gen.Elements(PublishedFigures.Sizes(generation).ToArray())
            from large in Gen.Elements(PublishedFigures.Sizes(generation).ToArray())
            select (
                new PlanInput
                {
                    Rows = rows * scale,
                    ChangesPerSecond = changes,
                    Tables = tables,
                    Policy = policy,
                    Generation = generation,
                    Interval = TimeSpan.FromSeconds(seconds),
                },
                small,
                large);
        Check.One(Cases, Prop.ForAll(Arb.From(inputs), item => holds(item.Item1, item.Item2, item.Item3)));
    }
}
