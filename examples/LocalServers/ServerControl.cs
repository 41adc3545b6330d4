using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Lakebase.LocalServers;

/// <summary>Drives <c>initdb</c> and <c>pg_ctl</c> for the server in one folder, as the server's user.</summary>
internal sealed class ServerControl(string binaryFolder, ServerAccount account, ServerFolder folder, TimeSpan timeout)
{
    // For a server whose data nobody needs tomorrow. synchronous_commit and full_page_writes stay on, so that a killed server
    // still has every committed row: tests rely on it.
    private static readonly KeyValuePair<string, string>[] ThrowAway =
    [
        new("fsync", "off"),
        new("max_wal_size", "2GB"),
        new("shared_buffers", "128MB"),
        new("log_min_messages", "warning"),
    ];

    public string BinaryFolder => binaryFolder;

    public IReadOnlyList<string> StopCommand => PgCtl("stop", "-m", "fast");

    /// <summary>Makes the data folder with one superuser who needs a password on every connection.</summary>
    public async Task InitializeAsync(string user, string password, CancellationToken cancellationToken)
    {
        // initdb reads the password from a file, because everybody can see a command line.
        string passwordFile = Path.Combine(folder.Path, "password");
        PrivateFile.Write(passwordFile, password);
        await account.GiveAsync(passwordFile, timeout, cancellationToken).ConfigureAwait(false);
        try
        {
            CommandResult result = await RunAsync(
                account.Command(
                    ServerBinaries.Program(binaryFolder, "initdb"),
                    "-D", folder.Data, "-U", user, $"--pwfile={passwordFile}", "--auth=scram-sha-256", "-E", "UTF8", "--locale=C",
                    "--no-sync"),
                cancellationToken).ConfigureAwait(false);
            if (result.ExitCode != 0)
            {
                throw new PrivatePostgresException($"A private PostgreSQL could not be made: initdb said {result.LastLines}");
            }
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    /// <summary>Writes the settings; later lines of the file win over earlier ones and over initdb's.</summary>
    public Task ConfigureAsync(int port, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var lines = new StringBuilder();
        KeyValuePair<string, string>[] own =
        [
            new("listen_addresses", "127.0.0.1"),
            new("port", port.ToString(CultureInfo.InvariantCulture)),
            new("unix_socket_directories", ""),
        ];
        foreach ((string name, string value) in ThrowAway.Concat(settings).Concat(own))
        {
            lines.Append(name).Append(" = '").Append(value.Replace("'", "''", StringComparison.Ordinal)).Append("'\n");
        }

        return File.AppendAllTextAsync(Path.Combine(folder.Data, "postgresql.conf"), lines.ToString(), cancellationToken);
    }

    /// <summary>Starts the server and waits until it takes connections; otherwise returns why it does not.</summary>
    public async Task<string?> StartAsync(CancellationToken cancellationToken)
    {
        CommandResult result = await RunAsync(PgCtl("start", "-l", folder.Log), cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0 ? null : File.Exists(folder.Log) ? LastLogLines() : result.LastLines;
    }

    /// <summary>Stops the server if it runs.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (ServerProcessId() is null)
        {
            return;
        }

        CommandResult result = await RunAsync(StopCommand, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0 && IsAlive())
        {
            throw new PrivatePostgresException($"The private PostgreSQL did not stop: {result.LastLines}");
        }
    }

    /// <summary>The process of the running server, or null. A file that a killed server left behind does not count.</summary>
    public int? ServerProcessId()
    {
        string file = Path.Combine(folder.Data, "postmaster.pid");
        try
        {
            string? first = File.Exists(file) ? File.ReadLines(file).FirstOrDefault() : null;
            return int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && Exists(id) ? id : null;
        }
        catch (IOException)
        {
            // The server deleted the file just now.
            return null;
        }
    }

    private bool IsAlive() => ServerProcessId() is not null;

    private static bool Exists(int processId)
    {
        try
        {
            // The file of a killed server may name a process that is something else by now.
            using var process = Process.GetProcessById(processId);
            return process.ProcessName.StartsWith("postgres", StringComparison.Ordinal) && !process.HasExited;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private IReadOnlyList<string> PgCtl(string verb, params string[] options) => account.Command(
        ServerBinaries.Program(binaryFolder, "pg_ctl"),
        [verb, "-D", folder.Data, "-w", "-s", "-t", timeout.TotalSeconds.ToString("0", CultureInfo.InvariantCulture), .. options]);

    private async Task<CommandResult> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        try
        {
            // pg_ctl has the same limit and a better message, so it gets a little more time here.
            return await CommandLine.RunAsync(command, folder.Path, timeout + TimeSpan.FromSeconds(5), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TimeoutException slow)
        {
            throw new PrivatePostgresException($"The private PostgreSQL does not answer: {slow.Message}", slow);
        }
    }

    private string LastLogLines() => string.Join(" | ", File.ReadLines(folder.Log).TakeLast(5));
}
