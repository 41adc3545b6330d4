using System.Diagnostics;
using System.Globalization;
using Microsoft.Spark.Sql;

namespace Lakebase.Benchmarks.Hop;

/// <summary>
/// Compares the JVM's <c>System.nanoTime()</c>, taken in the row's first column just before <c>DotnetForeachWriter.process</c>,
/// with <see cref="Stopwatch"/>: on Linux both read CLOCK_MONOTONIC in nanoseconds.
/// </summary>
[Serializable]
internal sealed class LatencyWriter(string folder) : IForeachWriter
{
    private readonly string _folder = folder;

    [NonSerialized]
    private List<long>? _nanoseconds;

    public bool Open(long partitionId, long epochId)
    {
        _nanoseconds = [];
        return true;
    }

    public void Process(Row row) => _nanoseconds!.Add(Stopwatch.GetTimestamp() - row.GetAs<long>(0));

    public void Close(Exception errorOrNull) => File.AppendAllLines(
        Path.Combine(_folder, "latency.txt"), _nanoseconds!.Select(value => value.ToString(CultureInfo.InvariantCulture)));

    public static double[] ReadMilliseconds(string folder) =>
        [.. File.ReadAllLines(Path.Combine(folder, "latency.txt")).Select(line => long.Parse(line, CultureInfo.InvariantCulture) / 1e6)];
}
