using Microsoft.Spark.Sql;

namespace Lakebase.SparkTestApp;

/// <summary>Writes each partition and epoch into a file of its own; the file gets its final name in Close.</summary>
[Serializable]
internal sealed class FolderWriter(string folder) : IForeachWriter
{
    private readonly string _folder = folder;

    [NonSerialized]
    private StreamWriter? _file;

    [NonSerialized]
    private string? _name;

    public bool Open(long partitionId, long epochId)
    {
        _name = Path.Combine(_folder, $"{Environment.ProcessId}-{partitionId}-{epochId}");
        _file = new StreamWriter(_name + ".open");
        return true;
    }

    public void Process(Row value) => _file!.WriteLine(value.Get(0));

    public void Close(Exception? errorOrNull)
    {
        _file!.Dispose();
        File.Move(_name + ".open", _name + (errorOrNull is null ? ".done" : ".aborted"));
    }
}
