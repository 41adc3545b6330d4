using System.Diagnostics;
using System.Text.Json;

namespace Lakebase.SparkTests.Writers;

/// <summary>
/// What writers did in worker processes: a folder, in which each opened writer keeps a file of its calls. Tests read it while it grows.
/// </summary>
[Serializable]
internal sealed class Recording(string folder)
{
    private readonly string _folder = folder;

    /// <summary>All calls of all writers, by time.</summary>
    public IReadOnlyList<WriterEvent> Events =>
        [.. Directory.EnumerateFiles(_folder).SelectMany(ReadWholeLines).OrderBy(call => call.At)];

    /// <summary>The rows as text, in order of partition and arrival.</summary>
    public IReadOnlyList<string> Rows =>
        [.. Calls(WriterEvent.Process).OrderBy(call => call.Partition).ThenBy(call => call.At).Select(call => call.Text!)];

    /// <summary>The workers that opened writers.</summary>
    public IReadOnlyList<int> Workers => [.. Events.Select(call => call.ProcessId).Distinct()];

    public IReadOnlyList<WriterEvent> Calls(string call) => [.. Events.Where(one => one.Call == call)];

    /// <summary>Waits for the first call of a kind.</summary>
    public WriterEvent WaitFor(string call, TimeSpan deadline) =>
        Eventually.Gets(() => Calls(call).FirstOrDefault(), deadline, $"a call of {call} in a worker");

    /// <summary>On the worker's side: the file of a writer that has just been opened.</summary>
    public string NewFile() => Path.Combine(_folder, $"{Guid.NewGuid():N}.jsonl");

    /// <summary>On the worker's side: adds a call, in one write, so that a killed worker leaves whole lines.</summary>
    public static void Append(string file, string call, long partition, long epoch, string? text)
    {
        using Process worker = System.Diagnostics.Process.GetCurrentProcess();
        WriterEvent one = new(call, partition, epoch, text, worker.Id, worker.Threads.Count, DateTime.UtcNow);
        File.AppendAllText(file, JsonSerializer.Serialize(one) + "\n");
    }

    private static IEnumerable<WriterEvent> ReadWholeLines(string file)
    {
        string[] lines = File.ReadAllText(file).Split('\n');
        return lines[..^1].Select(line => JsonSerializer.Deserialize<WriterEvent>(line)!);
    }
}
