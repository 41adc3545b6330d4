using System.Globalization;

namespace Lakebase.LocalServers;

/// <summary>
/// Who runs the server. PostgreSQL refuses to run as root, so root (containers, CI) runs it as the user <c>postgres</c> or
/// <c>nobody</c>; everybody else runs it as themselves.
/// </summary>
internal sealed class ServerAccount
{
    private static readonly string[] UnprivilegedUsers = ["postgres", "nobody"];

    private readonly string? _owner;
    private readonly IReadOnlyList<string> _prefix;

    private ServerAccount(string? owner, IReadOnlyList<string> prefix)
    {
        _owner = owner;
        _prefix = prefix;
    }

    /// <summary>Whether the server runs as another user than this process.</summary>
    public bool IsOther => _owner is not null;

    /// <exception cref="PrivatePostgresException">This is root, and there is no way to become somebody else.</exception>
    public static ServerAccount ForThisProcess()
    {
        if (OperatingSystem.IsWindows() || Environment.UserName != "root")
        {
            return new ServerAccount(null, []);
        }

        string[][] users = File.Exists("/etc/passwd")
            ? [.. File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length > 3)]
            : [];
        string[] user = UnprivilegedUsers
            .Select(name => users.FirstOrDefault(fields => fields[0] == name))
            .FirstOrDefault(fields => fields is not null) ?? throw Impossible("there is neither a user postgres nor a user nobody");
        (string name, string uid, string gid) = (user[0], user[2], user[3]);
        string owner = string.Create(CultureInfo.InvariantCulture, $"{uid}:{gid}");
        if (CommandLine.Find("setpriv") is { } setpriv)
        {
            return new ServerAccount(owner, [setpriv, $"--reuid={uid}", $"--regid={gid}", "--clear-groups", "--"]);
        }

        if (CommandLine.Find("runuser") is { } runuser)
        {
            return new ServerAccount(owner, [runuser, "-u", name, "--"]);
        }

        return CommandLine.Find("su") is { } su
            ? new ServerAccount(owner, [su, "-s", "/bin/sh", name, "-c", "exec \"$0\" \"$@\"", "--"])
            : throw Impossible("there is none of setpriv, runuser and su");
    }

    /// <summary>The command line that runs a program as the server's user.</summary>
    public IReadOnlyList<string> Command(string program, params string[] arguments) => [.. _prefix, program, .. arguments];

    /// <summary>Gives a file or folder (not its contents) to the server's user.</summary>
    public async Task GiveAsync(string path, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_owner is null)
        {
            return;
        }

        CommandResult result = await CommandLine.RunAsync(["chown", _owner, path], "/", timeout, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw new PrivatePostgresException($"The folder of a private PostgreSQL cannot be given to its user: {result.LastLines}");
        }
    }

    private static PrivatePostgresException Impossible(string reason) => new(
        $"PostgreSQL does not run as root, and {reason}. Run this as another user, or name a server with a connection string.");
}
