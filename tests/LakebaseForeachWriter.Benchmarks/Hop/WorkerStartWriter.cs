using System.Globalization;
using Microsoft.Spark.Sql;

namespace Lakebase.Benchmarks.Hop;

/// <summary>Writes down how old the worker process is when it opens its first task: what the first task of an executor pays.</summary>
[Serializable]
internal sealed class WorkerStartWriter(string folder) : IForeachWriter
{
    private readonly string _file = Path.Combine(folder, "worker-start.txt");

    public bool Open(long partitionId, long epochId)
    {
        using System.Diagnostics.Process worker = System.Diagnostics.Process.GetCurrentProcess();
        double milliseconds = (DateTime.Now - worker.StartTime).TotalMilliseconds;
        File.WriteAllText(_file, milliseconds.ToString(CultureInfo.InvariantCulture));
        return true;
    }

    public void Process(Row row)
    {
    }

    public void Close(Exception errorOrNull)
    {
    }

    public static double ReadMilliseconds(string folder) =>
        double.Parse(File.ReadAllText(Path.Combine(folder, "worker-start.txt")), CultureInfo.InvariantCulture);
}
