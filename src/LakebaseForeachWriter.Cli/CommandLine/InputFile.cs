namespace Lakebase.Cli.CommandLine;

/// <summary>Reads the files that a command line names.</summary>
internal static class InputFile
{
    /// <summary>The text of a file.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(unreadable is FileNotFoundException or DirectoryNotFoundException
                ? $"There is no file {path}."
                : $"The file {path} cannot be read: {unreadable.Message}");
        }
    }
}
