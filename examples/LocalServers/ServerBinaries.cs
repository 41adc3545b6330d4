using System.Globalization;
using System.Text.RegularExpressions;

namespace Lakebase.LocalServers;

/// <summary>Looks for a folder with PostgreSQL's server programs: what the user named, the <c>PATH</c>, then the usual folders.</summary>
internal static partial class ServerBinaries
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string FolderVariable = "LAKEBASE_PG_BIN";

    /// <summary>What the variable says instead of a folder to have the npm package's server although the machine has one.</summary>
    public const string FromPackage = "npm";

    private static readonly string[] Programs = ["initdb", "pg_ctl", "postgres"];

    // Parent folders of versioned installations, and what lies between the version and the programs.
    private static readonly (string Parent, string Pattern, string Inside)[] UsualFolders =
    [
        ("/usr/lib/postgresql", "*", "bin"),
        ("/usr", "pgsql-*", "bin"),
        ("/opt/homebrew/opt", "postgresql*", "bin"),
        ("/usr/local/opt", "postgresql*", "bin"),
        ("/usr/local", "pgsql*", "bin"),
        ("/Library/PostgreSQL", "*", "bin"),
        ("/Applications/Postgres.app/Contents/Versions", "*", "bin"),
        (@"C:\Program Files\PostgreSQL", "*", "bin"),
    ];

    /// <summary>The folder with the newest server, or null when this machine has none, or the one of the npm package is wanted.</summary>
    /// <exception cref="PrivatePostgresException">A folder was named and holds no server.</exception>
    public static string? Find(string? named)
    {
        named ??= Environment.GetEnvironmentVariable(FolderVariable);
        if (named == FromPackage)
        {
            return null;
        }

        if (!string.IsNullOrEmpty(named))
        {
            return HasServer(named)
                ? named
                : throw new PrivatePostgresException(
                    $"The folder {named} holds no PostgreSQL server (initdb, pg_ctl and postgres); correct {FolderVariable} or remove it.");
        }

        return OnPath() ?? InUsualFolders();
    }

    public static bool HasServer(string folder) => Programs.All(program => File.Exists(Program(folder, program)));

    public static string Program(string folder, string name) => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name);

    private static string? OnPath() =>
        CommandLine.Find("postgres") is { } postgres && Path.GetDirectoryName(postgres) is { } folder && HasServer(folder) ? folder : null;

    private static string? InUsualFolders() =>
        UsualFolders
            .Where(usual => Directory.Exists(usual.Parent))
            .SelectMany(usual => Directory.EnumerateDirectories(usual.Parent, usual.Pattern)
                .Select(versioned => (Version: VersionIn(Path.GetFileName(versioned)), Folder: Path.Combine(versioned, usual.Inside))))
            .Where(candidate => HasServer(candidate.Folder))
            .OrderByDescending(candidate => candidate.Version)
            .Select(candidate => candidate.Folder)
            .FirstOrDefault();

    internal static decimal VersionIn(string folderName) =>
        Number().Match(folderName) is { Success: true } match ? decimal.Parse(match.Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Number();
}
