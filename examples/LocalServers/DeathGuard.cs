using System.Diagnostics;

namespace Lakebase.LocalServers;

/// <summary>
/// A small shell that waits on a pipe from this process. When this process dies (SIGKILL included) the pipe ends, and the shell
/// stops the server and deletes its folder. Windows has no such shell: there the next start cleans up.
/// </summary>
internal sealed class DeathGuard : IDisposable
{
    private const string Release = "release";

    // The signals of a terminal reach every process of its group: the guard must outlive them. $1 is the folder, the rest the
    // command that stops the server. The lock file is gone when the folder was kept on purpose.
    private const string Script =
        """
        trap '' INT TERM HUP QUIT
        exec >/dev/null 2>&1
        read -r word
        [ "$word" = release ] && exit 0
        folder=$1; shift
        [ -e "$folder/owner.lock" ] || exit 0
        "$@"
        rm -rf -- "$folder"
        """;

    private readonly Process? _shell;

    private DeathGuard(Process? shell) => _shell = shell;

    public static DeathGuard Start(string folder, IReadOnlyList<string> stopCommand)
    {
        if (OperatingSystem.IsWindows())
        {
            return new DeathGuard(null);
        }

        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "lakebase-server-guard", folder, .. stopCommand])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
        };
        return new DeathGuard(Process.Start(start));
    }

    /// <summary>Ends the pipe as the death of this process does, and waits for what the guard does then.</summary>
    internal async Task EndAsOnDeathAsync()
    {
        if (_shell is not null)
        {
            _shell.StandardInput.Close();
            await _shell.WaitForExitAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Sends the guard home: the server has been stopped, or shall live on.</summary>
    public void Dispose()
    {
        if (_shell is null)
        {
            return;
        }

        try
        {
            _shell.StandardInput.WriteLine(Release);
            _shell.StandardInput.Close();
        }
        catch (IOException)
        {
            // The guard itself was killed; it has nothing left to guard.
        }

        _shell.WaitForExit();
        _shell.Dispose();
    }
}
