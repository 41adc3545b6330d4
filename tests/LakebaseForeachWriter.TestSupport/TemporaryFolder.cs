namespace Lakebase.TestSupport;

/// <summary>A folder of a test's own, gone with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("lakebase-test-").FullName;

    public string Path { get; }

    /// <summary>The path of a file or folder in it, which need not exist.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Makes a folder in it.</summary>
    public string CreateFolder(string name) => Directory.CreateDirectory(this[name]).FullName;

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A process that is just ending may still write there. The system's own clean-up takes what is left.
        }
    }
}
