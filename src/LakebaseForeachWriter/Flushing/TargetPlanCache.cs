using System.Collections.Concurrent;
using System.Text.Json;
using Lakebase.Connections;
using Lakebase.Diagnostics;
using Lakebase.Schema;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>
/// The plans of this process, so that only the first epoch of a query reads the whole catalogue entry. <see cref="CheckedPlan"/> compares
/// a plan with the table and forgets it here when the table was altered. Thread-safe.
/// </summary>
internal sealed class TargetPlanCache
{
    private readonly ConcurrentDictionary<string, TargetPlan> _plans = new(StringComparer.Ordinal);

    /// <summary>The one of this process.</summary>
    public static TargetPlanCache Shared { get; } = new();

    /// <summary>The plan if it is known, without any I/O.</summary>
    public TargetPlan? Find(string key) => _plans.GetValueOrDefault(key);

    /// <summary>
    /// Reads the table, making it first if that is asked for, and remembers the plan. Inside of a transaction that the caller has opened
    /// it opens none.
    /// </summary>
    /// <exception cref="SchemaMismatchException">There is no table, or the rows do not fit it.</exception>
    public async ValueTask<TargetPlan> LoadAsync(
        string key,
        NpgsqlConnection connection,
        ServerPlace place,
        SourceSchema schema,
        LakebaseWriterOptions options,
        ILogger logger,
        CancellationToken cancellationToken,
        bool isInTransaction = false)
    {
        IReadOnlyList<string> problems =
            await CompanionTables.EnsureAsync(connection, options, place, logger, cancellationToken).ConfigureAwait(false);
        QualifiedName name = QualifiedName.Parse(options.Table);
        MappingRequest request = MappingRequest.From(options);
        SourceSchema written = request.Written(schema);
        (TargetTable Table, string Fingerprint)? target =
            await TargetTableReader.ReadAsync(connection, name, cancellationToken, isInTransaction).ConfigureAwait(false);
        if (target is null && options.CreateTable)
        {
            await TargetTableMaker.CreateAsync(connection, written, name, options.PrimaryKeys, cancellationToken).ConfigureAwait(false);
            logger.TableCreated(options.Table, place.ToString());
            target = await TargetTableReader.ReadAsync(connection, name, cancellationToken, isInTransaction).ConfigureAwait(false);
        }
        else if (target is not null && options.AddColumns && MissingColumns.Find(written, target.Value.Table) is { Count: > 0 } missing)
        {
            await TargetTableMaker.AddColumnsAsync(connection, target.Value.Table.Name, missing, cancellationToken).ConfigureAwait(false);
            logger.ColumnsAdded(options.Table, place.ToString(), string.Join(", ", missing.Select(column => column.Name)));
            target = await TargetTableReader.ReadAsync(connection, name, cancellationToken, isInTransaction).ConfigureAwait(false);
        }

        if (target is not { } found)
        {
            throw new SchemaMismatchException(
                $"There is no table {options.Table} in {place}:",
                ["create it, or set CreateTable; names count case, and without a schema the role's search_path decides."]);
        }

        TargetPlan plan = new(Map(schema, found.Table, request, problems), found.Fingerprint);
        logger.TargetMapped(options.Table, place.ToString(), plan.Mapping.Columns.Count);
        return _plans[key] = plan;
    }

    // What is wrong with the tables beside the target is said together with what is wrong with the target.
    private static TableMapping Map(SourceSchema schema, TargetTable table, MappingRequest request, IReadOnlyList<string> problems)
    {
        string subject = $"Rows for {table.Name} cannot be written as asked:";
        try
        {
            TableMapping mapping = SchemaMapper.Map(schema, table, request);
            return problems.Count == 0 ? mapping : throw new SchemaMismatchException(subject, problems);
        }
        catch (SchemaMismatchException mismatch) when (problems.Count > 0 && mismatch.Problems != problems)
        {
            throw new SchemaMismatchException(subject, [.. mismatch.Problems, .. problems]);
        }
    }

    /// <summary>Forgets a plan that no longer fits the table.</summary>
    public void Forget(string key) => _plans.TryRemove(key, out _);

    /// <summary>Everything that a plan depends on, as text.</summary>
    public static string Key(string connectionString, SourceSchema schema, LakebaseWriterOptions options) => JsonSerializer.Serialize((string[])
    [
        connectionString,
        options.Table,
        options.Mode.ToString(),
        .. options.PrimaryKeys,
        JsonSerializer.Serialize(MappingRequest.From(options)),
        options.WritePath.ToString(),
        options.LedgerTable ?? "",
        options.DeadLetterTable ?? "",
        .. schema.Columns.Select(column => $"{column.Name}:{column.Type}:{column.IsNullable}"),
    ]);
}
