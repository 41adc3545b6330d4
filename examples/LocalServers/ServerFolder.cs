namespace Lakebase.LocalServers;

/// <summary>
/// The private temporary folder of one server: its data, its log, and a locked file that says that its owner is alive. The lock
/// goes when the owner dies, however it dies, so that a later start can clean up what nobody owns.
/// </summary>
internal sealed class ServerFolder : IDisposable
{
    private const string OwnerFile = "owner.lock";

    private readonly FileStream _owner;

    private ServerFolder(string path, FileStream owner)
    {
        Path = path;
        _owner = owner;
    }

    public string Path { get; }

    public string Data => System.IO.Path.Combine(Path, "data");

    public string Log => System.IO.Path.Combine(Path, "server.log");

    /// <summary>Makes one below <paramref name="parent"/> for a server of this kind, such as <c>postgres</c>.</summary>
    public static ServerFolder Create(string parent, string kind)
    {
        string path = System.IO.Path.Combine(parent, Prefix(kind) + Guid.NewGuid().ToString("N"));
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new ServerFolder(path, Lock(path, FileMode.CreateNew));
    }

    /// <summary>The folders of this kind below <paramref name="parent"/> whose owner is gone; whoever gets one owns it.</summary>
    public static IEnumerable<ServerFolder> TakeAbandoned(string parent, string kind)
    {
        foreach (string path in Directory.EnumerateDirectories(parent, Prefix(kind) + "*"))
        {
            FileStream? owner = null;
            try
            {
                owner = Lock(path, FileMode.Open);
            }
            catch (Exception taken) when (taken is IOException or UnauthorizedAccessException)
            {
                // Its owner lives, it belongs to another user, it was kept on purpose, or somebody else is just deleting it.
            }

            if (owner is not null)
            {
                yield return new ServerFolder(path, owner);
            }
        }
    }

    /// <summary>Leaves the folder behind for good: without its lock file no later start takes it for abandoned.</summary>
    public void Keep()
    {
        File.Delete(System.IO.Path.Combine(Path, OwnerFile));
        _owner.Dispose();
    }

    public void Delete()
    {
        // Windows does not delete a file that is open.
        _owner.Dispose();
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The guard that watches over this process was faster.
        }
    }

    public void Dispose() => _owner.Dispose();

    private static string Prefix(string kind) => $"lakebase-{kind}-";

    private static FileStream Lock(string path, FileMode mode) =>
        new(System.IO.Path.Combine(path, OwnerFile), mode, FileAccess.ReadWrite, FileShare.None);
}
