namespace Lakebase.LocalServers;

/// <summary>A file that nobody but its owner can read, from its first byte on.</summary>
internal static class PrivateFile
{
    public static void Write(string path, string line)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.WriteLine(line);
    }
}
