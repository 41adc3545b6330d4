using System.CommandLine;
using System.Globalization;
using Lakebase.Cli.CommandLine;
using Lakebase.Managed;

namespace Lakebase.Cli.Plan;

/// <summary><c>lakebase plan</c>.</summary>
internal static class PlanCommand
{
    public static Command Create(CommandFactory factory)
    {
        Option<double?> rows = Count("--rows", "Rows of one table");
        rows.Required = true;
        Option<double?> rowBytes = new("--row-bytes")
        {
            Description = "Bytes of one row's values (default: 200)",
            HelpName = "size",
            CustomParser = Quantity.Bytes,
        };
        Option<double?> indexBytes = new("--index-bytes")
        {
            Description = "Bytes of one row's index entries, primary key included (default: 24)",
            HelpName = "size",
            CustomParser = Quantity.Bytes,
        };
        Option<int?> tables = new("--tables") { Description = "Tables of this kind (default: 1)", HelpName = "count" };
        Option<double?> changes = Count("--changes-per-second", "Changed rows per second of one table (default: 0)");
        Option<SchedulingPolicy?> policy = Words.Option<SchedulingPolicy>("--policy", "When changes are taken over (default: continuous)");
        Option<TimeSpan?> interval = Duration("--interval", "From one run to the next (default: 15s continuous, 1h triggered, 1d snapshot)");
        Option<ManagedGeneration?> generation = Words.Option<ManagedGeneration>("--generation", "The generation of Lakebase (default: autoscaling)");
        Option<double?> units = new("--cu")
        {
            Description = "The compute's size in CU (default: the smallest that loads in time and keeps up)",
            HelpName = "size",
        };
        Option<double?> loadRate = Count("--measured-load-rate", "Your own rate of a full copy, rows/s in all");
        Option<double?> changeRate = Count("--measured-change-rate", "Your own rate of changes, rows/s in all");
        Option<int?> connections = new("--other-connections")
        {
            Description = "Connections that your application takes (default: 0)",
            HelpName = "count",
        };
        Option<TimeSpan?> loadWithin = Duration("--load-within", "The time wanted for the first load (default: 24h)");
        Option<TimeSpan?> outage = Duration("--outage", "Also say how long it takes to catch up after copying has stood still for so long");
        return factory.Create(
            "plan",
            "Work out what a copy will take: hours of the first load, lag, connections, sizes. Asks nobody; by the figures that Databricks "
                + "publishes, and by your own measured rates beside them.",
            [rows, rowBytes, indexBytes, tables, changes, policy, interval, generation, units, loadRate, changeRate, connections, loadWithin, outage],
            [
                "plan --rows 100M --row-bytes 200 --changes-per-second 300 --cu 4",
                "plan --rows 2B --policy triggered --interval 1h --changes-per-second 5k --generation provisioned",
                "plan --rows 10M --changes-per-second 2k --measured-load-rate 90k --measured-change-rate 40k --cu 8",
            ],
            (parsed, run, _) =>
            {
                PlanInput given = new() { Rows = parsed.GetValue(rows)!.Value };
                PlanInput input = given with
                {
                    RowBytes = parsed.GetValue(rowBytes) ?? given.RowBytes,
                    IndexBytes = parsed.GetValue(indexBytes) ?? given.IndexBytes,
                    Tables = AtLeast(parsed, tables, 1) ?? given.Tables,
                    ChangesPerSecond = parsed.GetValue(changes) ?? 0,
                    Policy = parsed.GetValue(policy) ?? given.Policy,
                    Interval = Positive(parsed, interval),
                    Generation = parsed.GetValue(generation) ?? given.Generation,
                    Units = CheckUnits(parsed.GetValue(units), parsed.GetValue(generation) ?? given.Generation),
                    MeasuredLoadRate = Positive(parsed, loadRate),
                    MeasuredChangeRate = Positive(parsed, changeRate),
                    OtherConnections = AtLeast(parsed, connections, 0) ?? 0,
                    LoadWithin = Positive(parsed, loadWithin) ?? given.LoadWithin,
                    Outage = parsed.GetValue(outage),
                };
                PlanResult plan = CapacityPlan.Of(input);
                return Task.FromResult(new CommandResult(
                    plan, console => PlanView.Write(console, plan), plan.Problems.Count > 0 ? ExitCode.ProblemsFound : ExitCode.Done));
            });
    }

    private static double? CheckUnits(double? units, ManagedGeneration generation)
    {
        IReadOnlyList<double> sizes = PublishedFigures.Sizes(generation);
        if (units is not { } given || sizes.Contains(given))
        {
            return units;
        }

        string known = generation == ManagedGeneration.Provisioned ? string.Join(", ", sizes) : "0.5, or a whole number from 1 to 112";
        throw new UsageException(string.Create(
            CultureInfo.InvariantCulture, $"--cu {given} is no size of a compute: for {Words.Of(generation)} it must be {known}."));
    }

    private static int? AtLeast(ParseResult parsed, Option<int?> option, int least) => parsed.GetValue(option) is not { } value || value >= least
        ? parsed.GetValue(option)
        : throw new UsageException($"{option.Name} must be {least} or more.");

    private static double? Positive(ParseResult parsed, Option<double?> option) => parsed.GetValue(option) is not <= 0
        ? parsed.GetValue(option)
        : throw new UsageException($"{option.Name} must be more than 0.");

    private static TimeSpan? Positive(ParseResult parsed, Option<TimeSpan?> option) => parsed.GetValue(option) is not { Ticks: <= 0 }
        ? parsed.GetValue(option)
        : throw new UsageException($"{option.Name} must be more than 0.");

    private static Option<double?> Count(string name, string description) =>
        new(name) { Description = description, HelpName = "count", CustomParser = Quantity.Count };

    private static Option<TimeSpan?> Duration(string name, string description) =>
        new(name) { Description = description, HelpName = "duration", CustomParser = Quantity.Duration };
}
