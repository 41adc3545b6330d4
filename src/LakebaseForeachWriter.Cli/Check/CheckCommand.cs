using System.CommandLine;
using Lakebase.Cli.CommandLine;
using Lakebase.Connections;
using Lakebase.Preflight;
using Lakebase.Schema;
using Lakebase.Spark;
using Microsoft.Spark.Sql.Types;
using Spectre.Console;

namespace Lakebase.Cli.Check;

/// <summary><c>lakebase check</c>.</summary>
internal static class CheckCommand
{
    public static Command Create(CommandFactory factory)
    {
        ConnectionArguments connection = new();
        Option<string?> schema = new("--schema")
        {
            Description = "The rows' columns in Spark's DDL ('id BIGINT NOT NULL, name STRING') or the JSON of df.schema.json()",
            HelpName = "text",
        };
        Option<FileInfo?> schemaFile = new("--schema-file") { Description = "A file that holds the same", HelpName = "file" };
        Option<string?> table = new("--table") { Description = "The table, table or schema.table", HelpName = "name" };
        Option<WriteMode?> mode = Words.Option<WriteMode>("--mode", "How rows get into the table (default: insert)");
        Option<string[]> keys = new("--primary-key")
        {
            Description = "A key column of an upsert; repeat it, or separate columns by commas",
            HelpName = "column",
        };
        Option<string[]> option = new("--option", "-o")
        {
            Description = "Any other option of the writer, such as batch_size=5000",
            HelpName = "name=value",
        };
        Option<FileInfo?> options = new("--options")
        {
            Description = "A JSON file with the writer's options; options on the command line win",
            HelpName = "file",
        };
        Option<int?> executors = new("--executors")
        {
            Description = "Executors of the query, to count its connections (default: 1)",
            HelpName = "count",
        };
        Option<int?> cores = new("--cores")
        {
            Description = "Tasks that an executor runs at once (default: MaxConnections)",
            HelpName = "count",
        };
        return factory.Create(
            "check",
            "Say whether rows of a schema can be written to a table: the writer's own pre-flight. Changes nothing; what the writer would "
                + "create is tried and rolled back.",
            [schema, schemaFile, table, mode, keys, option, options, .. connection.Symbols, executors, cores],
            [
                "check --schema \"id BIGINT NOT NULL, name STRING\" --table public.t --mode upsert --primary-key id --connection-file db.txt",
                "check --schema-file rows.json --options writer.json --executors 10 --cores 8 --json",
            ],
            (parsed, run, cancellationToken) =>
            {
                StructType rows = ReadSchema(parsed.GetValue(schema), parsed.GetValue(schemaFile));
                Dictionary<string, string> entries = ReadEntries(parsed.GetValue(options), parsed.GetValue(option) ?? []);
                Put(entries, "table", parsed.GetValue(table));
                Put(entries, "mode", parsed.GetValue(mode) is { } known ? known.ToString() : null);
                string[] keyColumns = parsed.GetValue(keys) ?? [];
                Put(entries, "primary_keys", keyColumns.Length > 0 ? string.Join(',', keyColumns) : null);
                ConnectionDemand demand = new(AtLeastOne(parsed, executors) ?? 1, AtLeastOne(parsed, cores));
                connection.AddTo(entries, parsed, run.Environment);
                if (!ConnectionArguments.IsPlaceNamed(entries, run.Environment))
                {
                    throw new UsageException(
                        "No database is named: give --connection, --connection-file or --lakebase, or set LAKEBASE_CONNECTION or PGHOST.");
                }

                return RunAsync(rows, LakebaseWriterOptions.FromDictionary(entries), demand, run, cancellationToken);
            });
    }

    private static async Task<CommandResult> RunAsync(
        StructType rows, LakebaseWriterOptions options, ConnectionDemand demand, CommandRun run, CancellationToken cancellationToken)
    {
        LakebaseWriterOptionsValidator.ThrowIfInvalid(options);
        List<string> problems = [];
        SourceSchema columns = SourceSchemaReader.Read(rows, problems);
        ServerPlace place = ConnectionSettings.FromProcess.Resolve(options).Place;
        RecordingLogger made = new();
        PreflightReport report = problems.Count > 0
            ? new PreflightReport(problems, [])
            : await run.WithProgressAsync(
                $"looking at {place}",
                async _ =>
                {
                    try
                    {
                        return await WriterPreflight.RunAsync(columns, options, demand, made, cancellationToken, isRehearsal: true)
                            .ConfigureAwait(false);
                    }
                    catch (SchemaMismatchException mismatch)
                    {
                        return new PreflightReport(mismatch.Problems, []);
                    }
                }).ConfigureAwait(false);
        CheckJson json = new(
            options.Table,
            options.Mode,
            place.ToString(),
            [.. columns.Columns.Select(column => column.Name)],
            report.Problems.Count == 0 ? made.Changes : [],
            report.Problems,
            [.. report.Warnings, .. LakebaseWriterOptionsValidator.FindWarnings(options)]);
        return new CommandResult(json, console => Write(console, json), report.Problems.Count > 0 ? ExitCode.ProblemsFound : ExitCode.Done);
    }

    private static StructType ReadSchema(string? text, FileInfo? file) => (text, file) switch
    {
        ({ } given, null) => SchemaText.Parse(given),
        (null, { } given) => SchemaText.Parse(InputFile.Read(given.FullName)),
        (null, null) => throw new UsageException(
            "The rows' columns are missing: give --schema 'id BIGINT NOT NULL, name STRING', or --schema-file."),
        _ => throw new UsageException("--schema and --schema-file exclude each other."),
    };

    private static Dictionary<string, string> ReadEntries(FileInfo? file, string[] given)
    {
        Dictionary<string, string> entries = file is null
            ? new Dictionary<string, string>(StringComparer.Ordinal)
            : WriterOptionsFile.Parse(InputFile.Read(file.FullName), file.Name);
        foreach (string pair in given)
        {
            if (pair.Split('=', 2) is not [{ Length: > 0 } name, var value])
            {
                throw new UsageException("--option must be name=value, such as batch_size=5000.");
            }

            ConnectionArguments.RefuseSecret(name, value);
            Put(entries, name.Trim(), value);
        }

        return entries;
    }

    // The same option under another spelling would be two options.
    private static void Put(Dictionary<string, string> entries, string name, string? value)
    {
        if (value is not null)
        {
            string plain = Plain(name);
            foreach (string other in entries.Keys.Where(key => Plain(key) == plain).ToArray())
            {
                entries.Remove(other);
            }

            entries[name] = value;
        }
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    private static int? AtLeastOne(ParseResult parsed, Option<int?> option) => parsed.GetValue(option) is not < 1
        ? parsed.GetValue(option)
        : throw new UsageException($"{option.Name} must be 1 or more.");

    private static void Write(IAnsiConsole console, CheckJson check)
    {
        console.WriteLine($"{check.Table} at {check.Place}, {Words.Of(check.Mode)}, {check.Columns.Count} columns");
        console.WriteList("red", "problem", check.Problems);
        console.WriteList("yellow", "warning", check.Warnings);
        foreach (string change in check.Changes)
        {
            console.WriteLine(change);
        }

        if (check.Problems.Count == 0)
        {
            console.MarkupLine("[green]The rows can be written.[/]");
        }
    }
}

/// <summary>The JSON form of a check. Its members are documented in docs/cli.md.</summary>
internal sealed record CheckJson(
    string Table,
    WriteMode Mode,
    string Place,
    IReadOnlyList<string> Columns,
    IReadOnlyList<string> Changes,
    IReadOnlyList<string> Problems,
    IReadOnlyList<string> Warnings);
