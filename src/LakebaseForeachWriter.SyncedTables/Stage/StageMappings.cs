using System.Collections.Concurrent;
using Lakebase.Connections;
using Lakebase.Schema;

namespace Lakebase.SyncedTables.Stage;

/// <summary>How a run's rows become those of the table that it loads: read once per process and run.</summary>
internal static class StageMappings
{
    /// <summary>Runs end; their tables' names never come back.</summary>
    private const int MaxKnown = 256;

    private static readonly ConcurrentDictionary<string, TableMapping> Known = new(StringComparer.Ordinal);

    /// <summary>The mapping for the options' table.</summary>
    /// <exception cref="SyncedTableException">The table is gone: the run was given up.</exception>
    public static async ValueTask<TableMapping> GetAsync(
        PooledConnection connection, SourceSchema schema, LakebaseWriterOptions options, CancellationToken cancellationToken)
    {
        if (Known.TryGetValue(options.Table, out TableMapping? known))
        {
            return known;
        }

        QualifiedName name = QualifiedName.Parse(options.Table);
        (TargetTable table, _) = await TargetTableReader.ReadAsync(connection.Connection, name, cancellationToken).ConfigureAwait(false)
            ?? throw Gone(options.Table);
        TableMapping mapping = SchemaMapper.Map(
            schema, table, new MappingRequest([], ComplexTypeHandling.Json) { InvalidValues = options.InvalidValues, MustCopy = true });
        if (Known.Count >= MaxKnown)
        {
            Known.Clear();
        }

        return Known[options.Table] = mapping;
    }

    /// <summary>The error for a table that is not there any more.</summary>
    public static SyncedTableException Gone(string table, Exception? cause = null) => new(
        $"The table {QualifiedName.Parse(table)} is gone: its run was given up, or another one has begun, or the server has lost it.",
        cause)
    { IsTransient = true };
}
