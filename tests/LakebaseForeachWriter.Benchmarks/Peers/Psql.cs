using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Lakebase.Benchmarks.Server;
using Npgsql;

namespace Lakebase.Benchmarks.Peers;

/// <summary>psql's \copy of a binary file that is ready: what the server itself can take.</summary>
internal sealed partial class Psql : IDisposable
{
    private readonly string _program;
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly string _folder = Directory.CreateTempSubdirectory("lakebase-psql-").FullName;

    private Psql(string program, NpgsqlConnectionStringBuilder server)
    {
        _program = program;
        _server = server;
    }

    /// <summary>The psql beside the server or on the path; null if there is none.</summary>
    public static Psql? Find(BenchServer server)
    {
        string? program = new[] { server.BinaryFolder }
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .Select(folder => Path.Combine(folder, "psql"))
            .FirstOrDefault(File.Exists);
        return program is null ? null : new Psql(program, server.Direct);
    }

    /// <summary>Writes a table into a binary file.</summary>
    public void Export(string table, string file) => Run($"\\copy {table} to '{PathOf(file)}' with (format binary)");

    /// <summary>Writes a table into as many binary files, of about the same size, as there are parts.</summary>
    /// <param name="table">The table.</param>
    /// <param name="pages">How many pages it has.</param>
    /// <param name="parts">How many files.</param>
    public void ExportParts(string table, int pages, int parts)
    {
        for (int part = 0; part < parts; part++)
        {
            string from = $"ctid >= '({pages / parts * part},0)'";
            string to = part == parts - 1 ? "" : $" AND ctid < '({pages / parts * (part + 1)},0)'";
            Export($"(SELECT * FROM {table} WHERE {from}{to})", PartOf(part, parts));
        }
    }

    /// <summary>Copies the files of <see cref="ExportParts"/> into a table at once, a session each, and returns the seconds of the
    /// slowest.</summary>
    public async Task<double> ImportPartsAsync(string table, string columns, int parts)
    {
        double[] seconds = await Task.WhenAll(Enumerable.Range(0, parts).Select(part =>
            Task.Run(() => Import(table, columns, PartOf(part, parts)))));
        return seconds.Max();
    }

    /// <summary>Copies a binary file into a table and returns the seconds that it took, without psql's own start.</summary>
    public double Import(string table, string columns, string file)
    {
        string output = Run("\\timing on", $"\\copy {table} ({columns}) from '{PathOf(file)}' with (format binary)");
        return double.Parse(Time().Match(output).Groups["ms"].Value, CultureInfo.InvariantCulture) / 1000;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string PartOf(int part, int parts) => $"part-{part}-of-{parts}";

    private string PathOf(string file) => Path.Combine(_folder, file);

    private string Run(params string[] commands)
    {
        ProcessStartInfo start = new(
            _program,
            [
                "-X", "-v", "ON_ERROR_STOP=1", "-h", _server.Host!, "-p", _server.Port.ToString(CultureInfo.InvariantCulture),
                "-U", _server.Username!, "-d", _server.Database!, .. commands.SelectMany(command => (string[])["-c", command]),
            ])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["PGPASSWORD"] = _server.Password;
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"psql ended with {process.ExitCode}; what it says stands above.");
    }

    [GeneratedRegex(@"Time: (?<ms>[0-9.]+) ms")]
    private static partial Regex Time();
}
