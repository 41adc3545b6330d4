using System.CommandLine;
using Lakebase.Cli.CommandLine;
using Lakebase.Managed;

namespace Lakebase.Cli.Managed;

/// <summary>What several commands of the group take.</summary>
internal static class ManagedArguments
{
    /// <summary>The table's name.</summary>
    public static Argument<string> Name() => new("table") { Description = "The synced table in Unity Catalog, catalog.schema.table" };

    /// <summary>The API.</summary>
    public static Option<ManagedGeneration?> Generation() => Words.Option<ManagedGeneration>(
        "--generation", "The generation of Lakebase: autoscaling (projects) or provisioned (instances) (default: found out)");

    /// <summary>The longest wait.</summary>
    public static Option<TimeSpan?> Timeout() => new("--timeout")
    {
        Description = "Longest wait for the service (default: 30m)",
        HelpName = "duration",
        CustomParser = Quantity.Duration,
    };

    /// <summary>The longest wait that was given, or the usual one.</summary>
    public static TimeSpan TimeoutOf(ParseResult parsed, Option<TimeSpan?> option) =>
        parsed.GetValue(option) is { } given && given > TimeSpan.Zero ? given : TimeSpan.FromMinutes(30);

    /// <exception cref="UsageException">The name is none.</exception>
    public static string CheckedName(string name) =>
        ManagedTableDefinitionValidator.FindNameProblem(name) is { } problem ? throw new UsageException(problem) : name;

    /// <summary>A client's progress as ours.</summary>
    public static IProgress<ManagedTableProgress> Of(IProgress<ProgressStep> progress) => new Adapter(progress);

    private sealed class Adapter(IProgress<ProgressStep> progress) : IProgress<ManagedTableProgress>
    {
        public void Report(ManagedTableProgress value) => progress.Report(ManagedTableView.StepOf(value));
    }
}
