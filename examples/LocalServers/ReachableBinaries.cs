namespace Lakebase.LocalServers;

/// <summary>
/// Server programs that the server's user can run. What root fetched lies in root's home, which nobody else may enter: then the
/// server gets a copy in its own folder.
/// </summary>
internal static class ReachableBinaries
{
    public static async Task<string> GetAsync(
        string binaries, ServerAccount account, ServerFolder folder, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (!account.IsOther)
        {
            return binaries;
        }

        CommandResult direct = await TryAsync(binaries).ConfigureAwait(false);
        if (direct.ExitCode == 0)
        {
            return binaries;
        }

        // bin, lib and share belong together and find each other by their relative places.
        string copy = Path.Combine(folder.Path, "server");
        string installation = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(binaries)))!;
        CommandResult copied = await CommandLine.RunAsync(["cp", "-R", "-P", "-p", installation, copy], "/", timeout, cancellationToken)
            .ConfigureAwait(false);
        string copiedBinaries = Path.Combine(copy, Path.GetFileName(Path.TrimEndingDirectorySeparator(binaries)));
        CommandResult viaCopy = copied.ExitCode == 0 ? await TryAsync(copiedBinaries).ConfigureAwait(false) : copied;
        return viaCopy.ExitCode == 0
            ? copiedBinaries
            : throw new PrivatePostgresException(
                $"PostgreSQL does not run as root, and its unprivileged user cannot run it from {binaries} nor from {copy} "
                + $"({viaCopy.LastLines}). Run this as another user, set TMPDIR to a folder that every user can enter, or name a server "
                + "with a connection string.");

        Task<CommandResult> TryAsync(string candidate) => CommandLine.RunAsync(
            account.Command(ServerBinaries.Program(candidate, "postgres"), "--version"), "/", timeout, cancellationToken);
    }
}
