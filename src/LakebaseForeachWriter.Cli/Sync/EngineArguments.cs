using System.CommandLine;
using Lakebase.Cli.CommandLine;
using Lakebase.SyncedTables;
using Microsoft.Extensions.Logging;

namespace Lakebase.Cli.Sync;

/// <summary>The database of the copies, and where in it their states are.</summary>
internal sealed class EngineArguments
{
    private readonly ConnectionArguments _connection = new();

    private readonly Option<string?> _schema = new("--metadata-schema")
    {
        Description = "The schema that holds the states (default: lakebase_sync)",
        HelpName = "name",
    };

    private readonly Option<int?> _connections = new("--max-connections")
    {
        Description = "Connections of all tables together (default: 16)",
        HelpName = "count",
    };

    /// <summary>The options.</summary>
    public IReadOnlyList<Symbol> Symbols => [.. _connection.Symbols, _schema, _connections];

    /// <summary>The engine. Connects to nothing yet.</summary>
    /// <exception cref="UsageException">No database is named.</exception>
    public SyncedTableEngine Open(ParseResult parsed, ToolEnvironment environment, ILoggerFactory? loggers = null)
    {
        Dictionary<string, string> entries = new(StringComparer.Ordinal);
        _connection.AddTo(entries, parsed, environment);
        if (!ConnectionArguments.IsPlaceNamed(entries, environment))
        {
            throw new UsageException(
                "No database is named: give --connection, --connection-file or --lakebase, or set LAKEBASE_CONNECTION or PGHOST.");
        }

        SyncedTablesOptions options = new();
        if (parsed.GetValue(_schema) is { } schema)
        {
            options.MetadataSchema = schema;
        }

        if (parsed.GetValue(_connections) is { } connections)
        {
            options.MaxConnections = connections;
        }

        return new SyncedTableEngine(LakebaseWriterOptions.FromDictionary(entries), options, loggers, environment.Time);
    }
}
