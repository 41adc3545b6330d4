using System.CommandLine;
using Lakebase.Cli.CommandLine;
using Lakebase.Schema;
using Spectre.Console;

namespace Lakebase.Cli.Doctor;

/// <summary><c>lakebase doctor</c>.</summary>
internal static class DoctorCommand
{
    private static readonly TimeSpan UsualLimit = TimeSpan.FromSeconds(20);

    public static Command Create(CommandFactory factory)
    {
        ConnectionArguments connection = new();
        Option<string> schema = new("--schema")
        {
            Description = "The schema that tables go to",
            HelpName = "name",
            DefaultValueFactory = _ => "public",
        };
        Option<bool> noSpark = new("--no-spark") { Description = "Do not look for Java and Spark" };
        Option<TimeSpan?> limit = new("--time-limit")
        {
            Description = "Longest time for each group of checks (default: 20s)",
            HelpName = "duration",
            CustomParser = Quantity.Duration,
        };
        return factory.Create(
            "doctor",
            "Look at this machine, Java, Spark, the database and the workspace: what works, what does not, and what to do.",
            [.. connection.Symbols, schema, noSpark, limit],
            ["doctor", "doctor --connection-file db.txt --schema app", "doctor --lakebase my-project --no-spark --json"],
            async (parsed, run, cancellationToken) =>
            {
                Dictionary<string, string> entries = new(StringComparer.Ordinal);
                connection.AddTo(entries, parsed, run.Environment);
                string schemaName = SchemaOf(parsed.GetValue(schema)!);
                TimeSpan each = parsed.GetValue(limit) switch
                {
                    null => UsualLimit,
                    { Ticks: > 0 } given => given,
                    _ => throw new UsageException("--time-limit must be more than 0."),
                };
                IReadOnlyList<DoctorFinding> findings = await run.WithProgressAsync(
                    "looking",
                    _ => RunAsync(entries, schemaName, !parsed.GetValue(noSpark), each, run.Environment, cancellationToken)).ConfigureAwait(false);
                DoctorJson json = new(
                    findings,
                    findings.Count(finding => finding.Status == DoctorStatus.Problem),
                    findings.Count(finding => finding.Status == DoctorStatus.Warning));
                return new CommandResult(json, console => Write(console, json), json.Problems > 0 ? ExitCode.ProblemsFound : ExitCode.Done);
            });
    }

    private static async Task<IReadOnlyList<DoctorFinding>> RunAsync(
        Dictionary<string, string> entries,
        string schema,
        bool withSpark,
        TimeSpan limit,
        ToolEnvironment environment,
        CancellationToken cancellationToken)
    {
        LakebaseWriterOptions options = LakebaseWriterOptions.FromDictionary(entries);
        bool isLakebase = options.LakebaseName is not null;
        Task<IReadOnlyList<DoctorFinding>> Bounded(
            string area, string name, Func<CancellationToken, Task<IReadOnlyList<DoctorFinding>>> check) =>
            BoundedCheck.RunAsync(area, name, limit, environment.Time, check, cancellationToken);
        IReadOnlyList<DoctorFinding>[] groups = await Task.WhenAll(
            Bounded("machine", "machine", MachineChecks.RunAsync),
            Bounded("spark", "Java and Spark", _ => Task.FromResult(withSpark
                ? SparkChecks.Run(environment.Variable, AppContext.BaseDirectory)
                : [DoctorFinding.Skipped("spark", "Java and Spark", "Not looked at.", "Leave --no-spark out.")])),
            Bounded("database", "database", token => ConnectionArguments.IsPlaceNamed(entries, environment)
                ? DatabaseChecks.RunAsync(options, schema, token)
                : Task.FromResult<IReadOnlyList<DoctorFinding>>([DoctorFinding.Skipped(
                    "database", "database", "None is named.", "Name one with --connection, --connection-file, --lakebase or PGHOST.")])),
            Bounded("workspace", "workspace", token => WorkspaceChecks.RunAsync(
                options, environment.Variable, isLakebase || WorkspaceChecks.IsConfigured(environment.Variable), token))).ConfigureAwait(false);
        return [.. groups.SelectMany(group => group)];
    }

    private static string SchemaOf(string text)
    {
        try
        {
            QualifiedName name = QualifiedName.Parse(text);
            return name.Schema is null ? name.ToSql() : throw new FormatException();
        }
        catch (FormatException)
        {
            throw new UsageException($"--schema must be the name of a schema, not '{text}'.");
        }
    }

    private static void Write(IAnsiConsole console, DoctorJson doctor)
    {
        foreach (IGrouping<string, DoctorFinding> area in doctor.Checks.GroupBy(check => check.Area))
        {
            console.MarkupLineInterpolated($"[bold]{area.Key}[/]");
            foreach (DoctorFinding check in area)
            {
                (string color, string mark) = check.Status switch
                {
                    DoctorStatus.Ok => ("green", "ok     "),
                    DoctorStatus.Warning => ("yellow", "warning"),
                    DoctorStatus.Problem => ("red", "problem"),
                    _ => ("grey", "skipped"),
                };
                console.MarkupLine($"  [{color}]{mark}[/]  {Markup.Escape(check.Name)}: {Markup.Escape(check.Found)}");
                if (check.WhatToDo is { } way)
                {
                    console.MarkupLine($"           → {Markup.Escape(way)}");
                }
            }
        }

        console.WriteLine();
        string also = doctor.Warnings > 0 ? $", {doctor.Warnings} to look at" : "";
        console.MarkupLine(doctor.Problems == 0
            ? $"[green]Nothing is wrong[/]{also}."
            : $"[red]{doctor.Problems} problem{(doctor.Problems == 1 ? "" : "s")}[/]{also}.");
    }
}

/// <summary>The JSON form of a doctor's run. Its members are documented in docs/cli.md.</summary>
internal sealed record DoctorJson(IReadOnlyList<DoctorFinding> Checks, int Problems, int Warnings);
