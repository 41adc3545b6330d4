namespace Lakebase.Benchmarks.Sync;

/// <summary>A Delta table whose versions can be played again: its files before some changes, and those that the changes added.</summary>
internal sealed class VersionedFolder
{
    private const string Log = "_delta_log";

    private readonly string _path;
    private readonly string[] _before;

    /// <summary>Remembers the files that are there.</summary>
    public VersionedFolder(string path)
    {
        _path = path;
        _before = Files();
    }

    /// <summary>Makes a table as it was when this object was made.</summary>
    public void CopyBefore(string target) => Copy(_before, target);

    /// <summary>Adds what came since then: files first, versions last.</summary>
    public void AddChanges(string target) =>
        Copy(Files().Except(_before).OrderBy(file => file.StartsWith(Log, StringComparison.Ordinal)), target);

    private void Copy(IEnumerable<string> files, string target)
    {
        foreach (string file in files)
        {
            string to = Path.Combine(target, file);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(Path.Combine(_path, file), to);
        }
    }

    private string[] Files() =>
    [
        .. Directory.GetFiles(_path, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_path, file)).Order(StringComparer.Ordinal),
    ];
}
