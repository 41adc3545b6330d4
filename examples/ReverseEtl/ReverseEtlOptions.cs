using System.CommandLine;
using System.Globalization;
using Lakebase.Examples;

namespace ReverseEtl;

/// <summary>What the command line asks for.</summary>
internal sealed record ReverseEtlOptions
{
    public string? Connection { get; private init; }

    public FileInfo? ConnectionFile { get; private init; }

    public TimeSpan Duration { get; private init; }

    public TimeSpan Interval { get; private init; }

    public int Rows { get; private init; }

    public string? SparkVersion { get; private init; }

    /// <summary>Parses the command line and runs the program.</summary>
    public static Task<int> RunAsync(string[] args, Func<ReverseEtlOptions, CancellationToken, Task<int>> run)
    {
        var connection = new Option<string?>("--connection")
        {
            Description = "The database, 'Host=...;Database=...;Username=...' or postgresql://user@host/database, without a password "
                + "(default: the one in LAKEBASE_CONNECTION, else a private PostgreSQL that lives as long as this program)",
            HelpName = "string",
        };
        var connectionFile = new Option<FileInfo?>("--connection-file")
        {
            Description = "A file that holds the connection string, password included",
            HelpName = "path",
        };
        Option<int> seconds = Number("--seconds", "How long the Delta table is changed", 30, 1, 3_600);
        Option<int> interval = Number("--interval", "Milliseconds between two looks at the Delta table", 1_000, 100, 60_000);
        Option<int> rows = Number("--rows", "Rows that the Delta table begins with", 100_000, 1_000, 10_000_000);
        var spark = new Option<string?>("--spark")
        {
            Description = "The Spark version, 3.5 to 4.2; fetched if this machine has none (default: SPARK_HOME, else 4.1.4)",
            HelpName = "version",
        };
        var command = new RootCommand("Changes a Delta table, and keeps a copy of it in PostgreSQL in step: reverse ETL, with a live view of both.")
        {
            connection, connectionFile, seconds, interval, rows, spark,
        };
        return ExampleCommand.RunAsync(command, args, (parsed, cancellationToken) => run(
            new ReverseEtlOptions
            {
                Connection = parsed.GetValue(connection),
                ConnectionFile = parsed.GetValue(connectionFile),
                Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                Interval = TimeSpan.FromMilliseconds(parsed.GetValue(interval)),
                Rows = parsed.GetValue(rows),
                SparkVersion = parsed.GetValue(spark),
            }.Checked(),
            cancellationToken));
    }

    private static Option<int> Number(string name, string description, int byDefault, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "count", DefaultValueFactory = _ => byDefault };
        option.Validators.Add(given => ExampleCommand.Check(
            given,
            text => int.TryParse(text, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most,
            string.Create(CultureInfo.InvariantCulture, $"must be a whole number, {least} to {most}")));
        return option;
    }

    private ReverseEtlOptions Checked()
    {
        if (Connection is not null && ConnectionFile is not null)
        {
            throw new SetupException("--connection and --connection-file exclude each other.");
        }

        return ConnectionFile is { Exists: false } ? throw new SetupException($"There is no file {ConnectionFile.FullName}.") : this;
    }
}
