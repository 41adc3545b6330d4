using System.Diagnostics;
using System.Globalization;
using Lakebase.Benchmarks.Peers;
using Lakebase.Benchmarks.Shapes;
using Npgsql;

namespace Lakebase.Benchmarks.SparkRuns;

/// <summary>A PySpark driver that runs pyspark_peer.py; its workers have psycopg.</summary>
internal sealed class PySpark : IDisposable
{
    private readonly Process _driver;

    private PySpark(Process driver) => _driver = driver;

    /// <summary>Starts it with these settings; null where this machine lacks something, and what.</summary>
    public static PySpark? Start(string sparkHome, IReadOnlyDictionary<string, string> settings, out string? missing)
    {
        string? py4j = Directory.Exists(Path.Combine(sparkHome, "python", "lib"))
            ? Directory.GetFiles(Path.Combine(sparkHome, "python", "lib"), "py4j-*-src.zip").FirstOrDefault()
            : null;
        if (py4j is null)
        {
            missing = $"PySpark did not take part: there is none in {sparkHome}.";
            return null;
        }

        if (Psycopg.FindPython(out missing) is not { } python)
        {
            return null;
        }

        string scripts = Path.Combine(AppContext.BaseDirectory, "Peers");
        ProcessStartInfo start = new(python, ["-u", Path.Combine(scripts, "pyspark_peer.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["SPARK_HOME"] = sparkHome;
        start.Environment["PYTHONPATH"] = string.Join(Path.PathSeparator, Path.Combine(sparkHome, "python"), py4j, scripts);
        start.Environment["PYSPARK_PYTHON"] = python;
        start.Environment["TZ"] = "UTC";
        start.Environment["PYSPARK_SUBMIT_ARGS"] =
            string.Concat(settings.Select(setting => $"--conf {setting.Key}={setting.Value} ")) + "pyspark-shell";
        PySpark spark = new(Process.Start(start)!);
        spark.Answer();
        return spark;
    }

    /// <summary>Runs a query over all rows of a folder and returns its seconds.</summary>
    public double Run<TRow>(string parquet, NpgsqlConnectionStringBuilder server, Shape<TRow> shape, string path, bool upsert, int batch)
    {
        _driver.StandardInput.WriteLine(string.Join(
            '\t',
            parquet,
            $"host={server.Host} port={server.Port} dbname={server.Database} user={server.Username} password={server.Password} options='-c timezone=UTC'",
            shape.Name,
            string.Join(',', shape.Columns.Select(column => column.Name)),
            string.Join(',', shape.Keys),
            path,
            upsert ? "upsert" : "insert",
            batch.ToString(CultureInfo.InvariantCulture)));
        _driver.StandardInput.Flush();
        return double.Parse(Answer(), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _driver.StandardInput.Close();
        if (!_driver.WaitForExit(TimeSpan.FromSeconds(20)))
        {
            _driver.Kill(entireProcessTree: true);
        }

        _driver.Dispose();
    }

    private string Answer() =>
        _driver.StandardOutput.ReadLine() ?? throw new InvalidOperationException("pyspark_peer.py has ended; what it says stands above.");
}
