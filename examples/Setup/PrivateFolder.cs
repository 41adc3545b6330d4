namespace Lakebase.Examples;

/// <summary>A folder of this run's own, which goes with it: also when Ctrl-C ends the program before anything is disposed.</summary>
public sealed class PrivateFolder : IDisposable
{
    private readonly DirectoryInfo _folder;

    private PrivateFolder(DirectoryInfo folder)
    {
        _folder = folder;
        AppDomain.CurrentDomain.ProcessExit += DeleteAtExit;
    }

    public string Path => _folder.FullName;

    /// <summary>Makes the folder below <paramref name="parent"/>, or below the system's temporary folder, for this user alone.</summary>
    /// <exception cref="SetupException">It cannot be made there.</exception>
    public static PrivateFolder Create(DirectoryInfo? parent = null)
    {
        try
        {
            return new PrivateFolder(parent is null
                ? Directory.CreateTempSubdirectory("lakebase-example-")
                : parent.CreateSubdirectory($"lakebase-example-{Guid.NewGuid():N}"));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new SetupException($"No folder can be made in {parent?.FullName ?? System.IO.Path.GetTempPath()}: {refused.Message}");
        }
    }

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
