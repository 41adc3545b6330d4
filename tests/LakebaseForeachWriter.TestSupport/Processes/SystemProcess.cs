namespace Lakebase.TestSupport.Processes;

/// <summary>A process of this machine, as the kernel tells it (Linux, <c>/proc</c>).</summary>
public sealed record SystemProcess(int Id, int ParentId, char State, string CommandLine)
{
    /// <summary>It has ended and only waits for its parent to ask for its exit code.</summary>
    public bool IsZombie => State == 'Z';

    /// <summary>Every process of the machine.</summary>
    public static IReadOnlyList<SystemProcess> All() =>
        [.. Directory.EnumerateDirectories("/proc").Select(folder => Read(Path.GetFileName(folder))).OfType<SystemProcess>()];

    /// <summary>Whether a process of this id runs.</summary>
    public static bool Runs(int id) => Read(id.ToString()) is { IsZombie: false };

    /// <summary>The processes that were started with the environment variable <paramref name="name"/> = <paramref name="value"/>, or inherited it.</summary>
    public static IReadOnlyList<SystemProcess> WithEnvironment(string name, string value) =>
        [.. All().Where(process => !process.IsZombie && Environment(process.Id).Contains($"{name}={value}"))];

    public override string ToString() => $"{Id} {(CommandLine.Length > 160 ? CommandLine[..160] + "…" : CommandLine)}";

    private static SystemProcess? Read(string id)
    {
        if (!int.TryParse(id, out int processId))
        {
            return null;
        }

        try
        {
            // "pid (name) state parent …": the name may hold blanks and parentheses, so look behind its last one.
            string stat = File.ReadAllText($"/proc/{id}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            string commandLine = File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ').Trim();
            return new SystemProcess(processId, int.Parse(fields[1]), fields[0][0], commandLine);
        }
        catch (IOException)
        {
            return null; // Ended between the listing and the reading.
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string[] Environment(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/environ").Split('\0');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
