using System.Diagnostics;
using System.Globalization;
using Lakebase.Benchmarks.Reporting;
using Lakebase.Benchmarks.Shapes;
using Lakebase.LocalServers;
using Npgsql;

namespace Lakebase.Benchmarks.Peers;

/// <summary>A Python with psycopg 3 that runs psycopg_peer.py; one at a time, kept over the cells of a suite.</summary>
internal sealed class Psycopg : IDisposable
{
    private readonly Process _python;
    private readonly string _folder = Directory.CreateTempSubdirectory("lakebase-psycopg-").FullName;

    private Psycopg(Process python) => _python = python;

    /// <summary>Starts it; null where this machine has no Python or no wheels, and why.</summary>
    public static Psycopg? Start(out string? missing)
    {
        if (FindPython(out missing) is not { } python)
        {
            return null;
        }

        string script = Path.Combine(AppContext.BaseDirectory, "Peers", "psycopg_peer.py");
        return new Psycopg(Process.Start(new ProcessStartInfo(python, ["-u", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);
    }

    /// <summary>The Python of a virtual environment that has psycopg, made of the wheels in ../shared/peers the first time.</summary>
    public static string? FindPython(out string? missing)
    {
        string shared = Environment.GetEnvironmentVariable("LAKEBASE_SHARED") is { Length: > 0 } named ? named : Path.Combine(Repository.Root, "..", "shared");
        string wheels = Path.Combine(shared, "peers");
        string folder = Path.Combine(CacheFolder.Of("peers"), "psycopg-3.3.9");
        string python = Path.Combine(folder, "bin", "python");
        missing = null;
        if (Succeeds(python, "-c", "import psycopg"))
        {
            return python;
        }

        if (!Directory.Exists(wheels))
        {
            missing = $"psycopg did not take part: there are no wheels in {wheels}.";
            return null;
        }

        return Succeeds("python3", "-m", "venv", folder)
            && Succeeds(python, "-m", "pip", "install", "--quiet", "--no-index", "--find-links", wheels, "psycopg[binary]")
            ? python
            : Missing(out missing);
    }

    /// <summary>Connects, and describes a table.</summary>
    public void Use<TRow>(Shape<TRow> shape, NpgsqlConnectionStringBuilder server)
    {
        Ask("connect", $"host={server.Host} port={server.Port} dbname={server.Database} user={server.Username} password={server.Password}");
        Ask(
            "table",
            shape.Name,
            string.Join(',', shape.Columns.Select(column => column.Name)),
            string.Join(',', shape.Columns.Select(column => column.Type)),
            string.Join(',', shape.Keys));
    }

    /// <summary>Gives it rows, as a version of them.</summary>
    public void Load<TRow>(Shape<TRow> shape, TRow[] rows, int version)
    {
        string path = Path.Combine(_folder, "rows.csv");
        File.WriteAllLines(path, rows.Select(row => string.Join(',', shape.Columns.Select(column => Text(column.Boxed(row))))));
        Ask("load", version.ToString(CultureInfo.InvariantCulture), path);
    }

    /// <summary>Writes loaded rows and returns the seconds that it took.</summary>
    public double Run(string path, int version, int flush, bool upsert) => double.Parse(
        Ask("run", path, version.ToString(CultureInfo.InvariantCulture), flush.ToString(CultureInfo.InvariantCulture), upsert ? "upsert" : "insert"),
        CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _python.StandardInput.Close();
        if (!_python.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            _python.Kill();
        }

        _python.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string? Missing(out string missing)
    {
        missing = "psycopg did not take part: no virtual environment could be made of ../shared/peers (Python 3.11 for Linux x64).";
        return null;
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.StandardError.ReadToEndAsync();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.ffffff+00:00", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private string Ask(params string[] words)
    {
        _python.StandardInput.WriteLine(string.Join('\t', words));
        _python.StandardInput.Flush();
        return _python.StandardOutput.ReadLine() ?? throw new InvalidOperationException("psycopg_peer.py has ended; what it says stands above.");
    }
}

/// <summary>One of the Python writer's paths.</summary>
internal sealed class PsycopgPeer<TRow>(string name, string path, Shape<TRow> shape, Psycopg python, bool upsert) : IBatchWriter<TRow>
{
    private readonly HashSet<int> _loaded = [];

    public string Name => name;

    public Task<double> WriteAsync(TRow[] rows, int version, int flush)
    {
        if (_loaded.Add(version))
        {
            python.Load(shape, rows, version);
        }

        return Task.FromResult(python.Run(path, version, flush, upsert));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
