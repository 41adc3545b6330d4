namespace Flights;

/// <summary>A folder of this run's own, which goes with it: also when Ctrl-C ends the program before anything is disposed.</summary>
internal sealed class PrivateFolder : IDisposable
{
    private readonly DirectoryInfo _folder;

    private PrivateFolder(DirectoryInfo folder)
    {
        _folder = folder;
        AppDomain.CurrentDomain.ProcessExit += DeleteAtExit;
    }

    public string Path => _folder.FullName;

    /// <summary>Makes the folder below <paramref name="parent"/>, or below the system's temporary folder, for this user alone.</summary>
    public static PrivateFolder Create(DirectoryInfo? parent = null) => new(
        parent?.CreateSubdirectory($"lakebase-flights-{Guid.NewGuid():N}") ?? Directory.CreateTempSubdirectory("lakebase-flights-"));

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= DeleteAtExit;
        _folder.Delete(recursive: true);
    }

    private void DeleteAtExit(object? sender, EventArgs e)
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // Spark may still be writing its checkpoint: what is left lies in the temporary folder.
        }
    }
}
