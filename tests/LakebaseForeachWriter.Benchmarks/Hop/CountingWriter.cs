using System.Diagnostics;
using System.Globalization;
using Microsoft.Spark.Sql;

namespace Lakebase.Benchmarks.Hop;

/// <summary>A writer whose <c>Process</c> does nothing but count: what is left is the hop itself.</summary>
[Serializable]
internal sealed class CountingWriter(string folder) : IForeachWriter
{
    private readonly string _folder = folder;

    [NonSerialized]
    private long _rows;

    [NonSerialized]
    private long _opened;

    [NonSerialized]
    private string? _name;

    public bool Open(long partitionId, long epochId)
    {
        _name = $"{epochId}-{partitionId}";
        _rows = 0;
        _opened = Stopwatch.GetTimestamp();
        return true;
    }

    public void Process(Row row) => _rows++;

    public void Close(Exception errorOrNull)
    {
        double seconds = Stopwatch.GetElapsedTime(_opened).TotalSeconds;
        File.WriteAllText(Path.Combine(_folder, _name + ".txt"), string.Create(CultureInfo.InvariantCulture, $"{_rows} {seconds}"));
    }

    /// <summary>Adds up what all partitions of all epochs wrote down.</summary>
    public static (long Rows, double Seconds) Read(string folder)
    {
        string[][] lines = [.. Directory.GetFiles(folder).Select(file => File.ReadAllText(file).Split(' '))];
        return (
            lines.Sum(line => long.Parse(line[0], CultureInfo.InvariantCulture)),
            lines.Sum(line => double.Parse(line[1], CultureInfo.InvariantCulture)));
    }
}
