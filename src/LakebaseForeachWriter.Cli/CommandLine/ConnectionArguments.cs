using System.CommandLine;
using Lakebase.Connections;

namespace Lakebase.Cli.CommandLine;

/// <summary>Which database, for commands that look at one. What is given becomes options of the writer, which finds the rest as ever.</summary>
internal sealed class ConnectionArguments
{
    /// <summary>The variable that the examples read too.</summary>
    public const string Variable = "LAKEBASE_CONNECTION";

    private static readonly string[] PlaceOptions =
        ["connectionstring", "connectionstringenvironmentvariable", "connectionstringfile", "lakebasename", "host", "readwritedns"];

    private static readonly string[] SecretOptions = ["password", "databrickstoken", "databricksclientsecret"];

    private readonly Option<string?> _connection = new("--connection")
    {
        Description = "The database, 'Host=…;Database=…;Username=…' or postgresql://user@host/database, without a password "
            + $"(default: the one in {Variable}, else PostgreSQL's variables PGHOST, …)",
        HelpName = "string",
    };

    private readonly Option<FileInfo?> _connectionFile = new("--connection-file")
    {
        Description = "A file that holds the connection string, password included",
        HelpName = "file",
    };

    private readonly Option<string?> _lakebase = new("--lakebase")
    {
        Description = "A Lakebase project, database instance or endpoint by its name; address, role and password come from the workspace",
        HelpName = "name",
    };

    /// <summary>The options.</summary>
    public IReadOnlyList<Symbol> Symbols => [_connection, _connectionFile, _lakebase];

    /// <summary>Adds what was given to the writer's options; what names no place gets the variable's, if that is set.</summary>
    /// <exception cref="UsageException">A password on the command line, or two places.</exception>
    public void AddTo(Dictionary<string, string> entries, ParseResult parsed, ToolEnvironment environment)
    {
        string? connection = parsed.GetValue(_connection);
        FileInfo? file = parsed.GetValue(_connectionFile);
        string? lakebase = parsed.GetValue(_lakebase);
        int places = new object?[] { connection, file, lakebase }.Count(place => place is not null);
        if (places > 1)
        {
            throw new UsageException("--connection, --connection-file and --lakebase exclude each other.");
        }

        bool isNamed = entries.Keys.Any(name => PlaceOptions.Contains(Normalize(name), StringComparer.Ordinal));
        if (places == 1 && isNamed)
        {
            throw new UsageException(
                "The database is named twice: by --connection, --connection-file or --lakebase, and by the writer's options.");
        }

        if (connection is not null)
        {
            RefusePassword("--connection", connection);
            if (ConnectionText.FindProblem(connection) is { } problem)
            {
                throw new UsageException($"--connection {problem}");
            }

            entries["connection_string"] = connection;
        }
        else if (file is not null)
        {
            // Read here once, so that a missing file is told from a wrong database.
            InputFile.Read(file.FullName);
            entries["connection_string_file"] = file.FullName;
        }
        else if (lakebase is not null)
        {
            entries["lakebase_name"] = lakebase;
        }
        else if (!isNamed && environment.Variable(Variable) is { Length: > 0 })
        {
            entries["connection_string_environment_variable"] = Variable;
        }
    }

    /// <summary>Whether anything names a database: an option, or a variable.</summary>
    public static bool IsPlaceNamed(IReadOnlyDictionary<string, string> entries, ToolEnvironment environment) =>
        entries.Keys.Any(name => PlaceOptions.Contains(Normalize(name), StringComparer.Ordinal))
        || environment.Variable("PGHOST") is { Length: > 0 }
        || environment.Variable("LAKEBASE_ENDPOINT") is { Length: > 0 };

    /// <exception cref="UsageException">The writer's option holds a secret, which must not stand on a command line.</exception>
    public static void RefuseSecret(string name, string value)
    {
        if (SecretOptions.Contains(Normalize(name), StringComparer.Ordinal))
        {
            throw new UsageException(
                $"--option {name} must not stand on the command line: everybody on this machine can read it in the list of processes. "
                + "Set PGPASSWORD (or DATABRICKS_TOKEN, DATABRICKS_CLIENT_SECRET), use a password file (PGPASSFILE) or a profile, or put the "
                + "option into the file of --options.");
        }

        if (Normalize(name) == "connectionstring")
        {
            RefusePassword($"--option {name}", value);
        }
    }

    private static void RefusePassword(string option, string connection)
    {
        if (ConnectionText.HasPassword(connection))
        {
            throw new UsageException(
                $"{option} must not hold a password: everybody on this machine can read it in the list of processes. Set PGPASSWORD, use a "
                + $"password file (PGPASSFILE), put the connection string into a file and name it with --connection-file, or set {Variable}.");
        }
    }

    private static string Normalize(string name) =>
        string.Concat(name.Where(character => character is not ('_' or '-'))).ToLowerInvariant();
}
