using System.Globalization;
using System.Net;
using Lakebase.Connections.Databricks;
using Npgsql;

namespace Lakebase.Connections;

/// <summary>
/// Works out where and how to connect: options win over the connection string, which wins over PostgreSQL's environment variables.
/// Environment and files come in as functions, so that the rules can be tested without either.
/// </summary>
internal sealed class ConnectionSettings(Func<string, string?> environment, Func<string, string> readFile)
{
    private const string DefaultDatabase = "databricks_postgres";

    /// <summary>
    /// Keeps a statement's cancellation within the two seconds that a stopped task has, of which a server that does not answer has taken one
    /// already: <see cref="BackendCancellation"/> tries to connect.
    /// </summary>
    private const int CancellationTimeoutMilliseconds = 700;

    /// <summary>What a time limit leaves to the cancellation of its statement.</summary>
    private static readonly TimeSpan SilencePatience = TimeSpan.FromSeconds(2);

    /// <summary>Room for the few statement texts of each table that one process writes.</summary>
    private const int MaxPreparedStatements = 64;

    /// <summary>A COPY goes out in pieces of this size.</summary>
    private const int WriteBufferBytes = 64 * 1024;

    /// <summary>The real environment and file system.</summary>
    public static ConnectionSettings FromProcess { get; } = new(Environment.GetEnvironmentVariable, File.ReadAllText);

    /// <summary>The complete settings.</summary>
    /// <exception cref="LakebaseOptionsException">No host, an unreadable reference or an unreadable connection string.</exception>
    public ConnectionTarget Resolve(LakebaseWriterOptions options)
    {
        NpgsqlConnectionStringBuilder settings = ReadConnectionString(options);
        string? lakebaseName = options.LakebaseName ?? EndpointOfEnvironment(options, settings);

        // Asked before anything else is set: from then on the builder cannot tell a default from a choice.
        bool saysSslMode = settings.ShouldSerialize("SSL Mode");
        bool saysPort = settings.ShouldSerialize("Port");

        // A name is looked up; PGHOST may belong to something else on that machine.
        settings.Host = options.Host ?? settings.Host ?? (options.LakebaseName is null ? environment("PGHOST") : null);
        settings.Port = options.Port ?? (saysPort ? settings.Port : ReadPort() ?? settings.Port);
        settings.Database = options.Database ?? settings.Database ?? environment("PGDATABASE") ?? DefaultDatabase;
        settings.Username = options.Username ?? settings.Username ?? environment("PGUSER") ?? (lakebaseName is null ? Environment.UserName : null);
        settings.Password = options.Password ?? settings.Password ?? environment("PGPASSWORD");
        settings.Passfile ??= environment("PGPASSFILE");
        settings.RootCertificate ??= environment("PGSSLROOTCERT");
        if (string.IsNullOrWhiteSpace(settings.Host) && lakebaseName is null)
        {
            throw Problem(
                "No host: set LakebaseName, Host, one of the ConnectionString options, or PGHOST or LAKEBASE_ENDPOINT on the executors.");
        }

        if (!saysSslMode && environment("PGSSLMODE") is { Length: > 0 } mode)
        {
            settings.SslMode = ReadSslMode(mode);
        }
        else if (!saysSslMode && settings.Host is not null)
        {
            settings.SslMode = DefaultSslMode(settings.Host);
        }

        ApplyOurs(settings, options);
        LakebaseTarget? lakebase = lakebaseName is null ? null : LakebaseOf(lakebaseName, options, settings);
        return new ConnectionTarget(settings, lakebase, options.PooledHost);
    }

    /// <summary>Whether the host is this machine: loopback, or the folder of a Unix socket.</summary>
    public static bool IsLocal(string host) =>
        host.StartsWith('/') || host.StartsWith('@')
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>Full verification, but none for this machine itself. Of several hosts, between commas, all must be local for that.</summary>
    public static SslMode DefaultSslMode(string hosts) =>
        hosts.Split(',').All(host => IsLocal(WithoutPort(host.Trim()))) ? SslMode.Disable : SslMode.VerifyFull;

    private static string WithoutPort(string host) =>
        host.Count(character => character == ':') == 1 ? host[..host.IndexOf(':', StringComparison.Ordinal)] : host;

    // What Databricks sets for its apps; it must not meet a place that the options name, nor a password of one's own.
    private string? EndpointOfEnvironment(LakebaseWriterOptions options, NpgsqlConnectionStringBuilder settings) =>
        environment("LAKEBASE_ENDPOINT") is { Length: > 0 } endpoint
        && (options.Host ?? settings.Host) is null
        && environment("PGHOST") is var host
        && (string.IsNullOrEmpty(host) || (options.Password ?? environment("PGPASSWORD") ?? environment("PGPASSFILE")) is null)
            ? endpoint
            : null;

    private LakebaseTarget LakebaseOf(string name, LakebaseWriterOptions options, NpgsqlConnectionStringBuilder settings)
    {
        try
        {
            bool needsCredential = settings.Password is null;
            if (needsCredential)
            {
                settings.Passfile = null;
            }

            WorkspaceLogin login = new WorkspaceSettings(environment, readFile).Resolve(options);
            return new LakebaseTarget(LakebaseResource.Parse(name), login, needsCredential);
        }
        catch (FormatException malformed)
        {
            throw Problem($"LAKEBASE_ENDPOINT {malformed.Message}");
        }
    }

    private static void ApplyOurs(NpgsqlConnectionStringBuilder settings, LakebaseWriterOptions options)
    {
        settings.Pooling = true;
        settings.MinPoolSize = 0;
        settings.MaxPoolSize = options.MaxConnections;
        settings.Timeout = (int)Math.Ceiling(options.ConnectTimeout.TotalSeconds);
        settings.ApplicationName = options.ApplicationName;
        settings.WriteBufferSize = Math.Max(settings.WriteBufferSize, WriteBufferBytes);
        settings.TcpKeepAlive = true;
        settings.Enlist = false;
        settings.Multiplexing = false;

        // A flush is ended by its token (FlushTimeout), which also covers COPY. But Npgsql cancels nothing before the answer to a BEGIN is
        // there, and a server that fell silent owes that for ever: so each wait has a limit of its own, after the token's.
        settings.CommandTimeout = (int)Math.Ceiling((options.FlushTimeout + SilencePatience).TotalSeconds);
        settings.CancellationTimeout = CancellationTimeoutMilliseconds;

        // The pool is ours alone, so a session may keep what we leave in it: prepared statements, staging tables, its application name.
        settings.NoResetOnClose = true;
        settings.MaxAutoPrepare = MaxPreparedStatements;
        settings.AutoPrepareMinUsages = 2;

        // Error details quote the values of rows, which must never reach a log.
        settings.IncludeErrorDetail = false;
        settings.PersistSecurityInfo = false;
    }

    private NpgsqlConnectionStringBuilder ReadConnectionString(LakebaseWriterOptions options)
    {
        string? text = options.ConnectionString;
        string source = nameof(options.ConnectionString);
        if (options.ConnectionStringEnvironmentVariable is { } variable)
        {
            source = $"The environment variable {variable} (ConnectionStringEnvironmentVariable)";
            text = environment(variable) ?? throw Problem($"{source} is not set on this machine.");
        }
        else if (options.ConnectionStringFile is { } file)
        {
            source = $"The file {file} (ConnectionStringFile)";
            text = ReadFile(file, source);
        }

        try
        {
            return text is null ? new NpgsqlConnectionStringBuilder() : ConnectionText.Parse(text);
        }
        catch (FormatException malformed)
        {
            throw Problem($"{source} {malformed.Message}");
        }
    }

    private string ReadFile(string file, string source)
    {
        try
        {
            return readFile(file);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw Problem($"{source} cannot be read on this machine: {unreadable.Message}");
        }
    }

    private int? ReadPort()
    {
        string? text = environment("PGPORT");
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= 65_535
            ? port
            : throw Problem("PGPORT is no port: it must lie between 1 and 65535.");
    }

    private static SslMode ReadSslMode(string text)
    {
        try
        {
            return ConnectionText.ParseSslMode(text);
        }
        catch (FormatException malformed)
        {
            throw Problem($"PGSSLMODE {malformed.Message}");
        }
    }

    private static LakebaseOptionsException Problem(string problem) => new([problem]);
}
