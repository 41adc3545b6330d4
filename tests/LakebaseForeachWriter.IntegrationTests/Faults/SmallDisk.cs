using System.Globalization;
using Lakebase.LocalServers;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests.Faults;

/// <summary>A disk in memory that is full soon, for a tablespace. Only root can mount one; elsewhere the test is skipped with the reason.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();

    private SmallDisk()
    {
    }

    /// <summary>Where it is mounted.</summary>
    public string Path => _folder.Path;

    /// <summary>Mounts one that belongs to the servers that tests start.</summary>
    public static async Task<SmallDisk> MountAsync(int megabytes, CancellationToken cancellationToken)
    {
        SmallDisk disk = new();
        string size = string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m");
        string problem;
        try
        {
            CommandResult mounted = await CommandLine.RunAsync(
                ["mount", "-t", "tmpfs", "-o", size, "tmpfs", disk.Path], "/", Patience, cancellationToken);
            problem = mounted.ExitCode == 0 ? "" : mounted.LastLines;
        }
        catch (System.ComponentModel.Win32Exception none)
        {
            problem = none.Message;
        }

        if (problem.Length > 0)
        {
            disk._folder.Dispose();
            Assert.Skip($"no small disk to fill: this process may not mount one ({problem}).");
        }

        await ServerAccount.ForThisProcess().GiveAsync(disk.Path, Patience, cancellationToken);
        return disk;
    }

    /// <summary>Unmounts it.</summary>
    public async ValueTask DisposeAsync()
    {
        await CommandLine.RunAsync(["umount", Path], "/", Patience, CancellationToken.None);
        _folder.Dispose();
    }
}
