using System.Globalization;
using Lakebase.Benchmarks.Shapes;
using Microsoft.Spark.Sql;

namespace Lakebase.Benchmarks.Sync;

/// <summary>The flights' file as Delta tables: several times, each time a year later; with a number in front or without.</summary>
internal sealed class DeltaFlights : IDisposable
{
    /// <summary>The number's column.</summary>
    public const string Number = "id";

    private const int Files = 4;

    private readonly string _folder = Directory.CreateTempSubdirectory("lakebase-delta-flights-").FullName;
    private readonly SparkSession _spark;
    private readonly string _csv;

    /// <summary>Takes the first rows of the file.</summary>
    public DeltaFlights(SparkSession spark, double share, ICollection<string> notes)
    {
        _spark = spark;
        IReadOnlyList<FlightRow> file = FlightsFile.Read(out string? note);
        if (note is not null)
        {
            notes.Add(note);
        }

        File = [.. file.Take((int)(file.Count * share))];
        Shape = new FlightsShape(File);
        _csv = Path.Combine(_folder, "flights.csv");
        System.IO.File.WriteAllLines(_csv, File.Select((_, i) => string.Create(
            CultureInfo.InvariantCulture, $"{i},{string.Join(',', Shape.Columns.Select(column => Text(column.Boxed(Shape.Row(i, 0)))))}")));
    }

    /// <summary>The rows of the file.</summary>
    public IReadOnlyList<FlightRow> File { get; }

    /// <summary>Columns and key.</summary>
    public FlightsShape Shape { get; }

    /// <summary>A folder for more.</summary>
    public string FolderOf(string name) => Path.Combine(_folder, name);

    /// <summary>Writes a table of four files and returns its path.</summary>
    /// <param name="name">The folder's name.</param>
    /// <param name="repetitions">How often the file comes.</param>
    /// <param name="expressions">What to select of number and columns.</param>
    /// <param name="where">Which rows.</param>
    public string Write(string name, int repetitions, IReadOnlyList<string> expressions, string where = "true")
    {
        string schema = string.Join(", ", Shape.Columns.Select(column =>
            $"{column.Name} {(column.Type == "integer" ? "INT" : column.Type == "text" ? "STRING" : "TIMESTAMP")}"));
        DataFrame once = _spark.Read().Schema($"{Number} BIGINT, {schema}").Option("nullValue", "NA").Csv(_csv);
        string path = FolderOf(name);
        Enumerable.Range(0, repetitions)
            .Select(years => once
                .WithColumn("year", Functions.Expr($"year + {years}"))
                .WithColumn(Number, Functions.Expr($"{Number} + {years} * CAST({File.Count} AS BIGINT)")))
            .Aggregate((one, other) => one.Union(other))
            .Where(where).SelectExpr([.. expressions]).Repartition(Files)
            .Write().Format("delta").Option("delta.enableChangeDataFeed", "true").Save(path);
        return path;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Text(object? value) => value switch
    {
        null => "NA",
        DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
