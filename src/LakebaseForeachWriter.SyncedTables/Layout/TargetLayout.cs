using Lakebase.Schema;
using Lakebase.Spark;
using Lakebase.SyncedTables.Definition;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.SyncedTables.Layout;

/// <summary>What the target's columns are, for a definition and a source's schema. Immutable.</summary>
internal sealed class TargetLayout
{
    private const string ReservedPrefix = "_lakebase_";

    private TargetLayout(SyncedTableDefinition definition, StructType schema, IReadOnlyList<SyncedColumn> columns)
    {
        Definition = definition;
        SourceSchema = schema;
        Columns = columns;
        Keys = [.. definition.PrimaryKeyColumns.Select(key => ColumnNames.Find(columns, column => column.Name, key)!)];
        Timeseries = definition.TimeseriesKey is { } name ? ColumnNames.Find(columns, column => column.Name, name) : null;
    }

    public SyncedTableDefinition Definition { get; }

    /// <summary>The source's schema that it was made for.</summary>
    public StructType SourceSchema { get; }

    /// <summary>The source's columns, in order.</summary>
    public IReadOnlyList<SyncedColumn> Columns { get; }

    /// <summary>The key's columns, in the definition's order.</summary>
    public IReadOnlyList<SyncedColumn> Keys { get; }

    /// <summary>The columns that are not part of the key.</summary>
    public IEnumerable<SyncedColumn> Others => Columns.Where(column => !column.IsKey);

    /// <summary>The column that decides among rows of one key, or null.</summary>
    public SyncedColumn? Timeseries { get; }

    /// <summary>Columns that the source had when the target was made and has no longer.</summary>
    public IReadOnlySet<string> FormerColumns { get; init; } = new HashSet<string>();

    /// <summary>The target.</summary>
    public TargetName Target => TargetName.Of(Definition);

    /// <summary>Whether columns have to be cast after the load.</summary>
    public bool CastsAfterLoad => Columns.Any(column => column.LoadType is not null);

    /// <summary>The layout.</summary>
    /// <param name="definition">A definition that was validated.</param>
    /// <param name="schema">The source's schema.</param>
    /// <param name="formerSchema">The schema that the target was made for, if there is one.</param>
    /// <exception cref="SyncedTableDefinitionException">Source and definition do not go together; all problems are listed.</exception>
    public static TargetLayout Create(SyncedTableDefinition definition, StructType schema, StructType? formerSchema = null)
    {
        List<string> problems = [];
        SourceSchema source = SourceSchemaReader.Read(schema, problems);
        problems.AddRange(SourceProblems.Find(source, definition.PrimaryKeyColumns, ComplexTypeHandling.Json));
        List<SyncedColumn> columns = [.. source.Columns.Select(column => Column(column, definition, problems))];
        AddNames(definition, source, problems);
        return problems.Count == 0
            ? new TargetLayout(definition, schema, columns)
            {
                FormerColumns = (formerSchema?.Fields.Select(field => field.Name) ?? []).Except(columns.Select(column => column.Name)).ToHashSet(),
            }
            : throw new SyncedTableDefinitionException($"The synced table {definition.Target}", problems);
    }

    private static SyncedColumn Column(SourceColumn column, SyncedTableDefinition definition, List<string> problems)
    {
        if (!definition.VariantAsJson)
        {
            problems.AddRange(ServiceTypes.FindVariants(column.Type, column.Name).Select(path =>
                $"Column '{path}' is VARIANT, which the managed service does not copy. Set VariantAsJson to write it as JSONB, or leave it out with a view."));
        }

        bool isKey = definition.PrimaryKeyColumns.Contains(column.Name, StringComparer.OrdinalIgnoreCase);
        SyncedColumn plain = new(column.Name, column.Type, ServiceTypes.Of(column.Type), isKey);
        if (isKey && plain.ColumnType == ServiceTypes.Json && column.Type.Kind != SourceTypeKind.Struct && column.Type.Kind != SourceTypeKind.Map)
        {
            problems.Add($"Key column '{column.Name}' is {column.Type}: JSON is no key.");
        }

        TypeOverride? wanted = definition.TypeOverrides.FirstOrDefault(one => Same(one.ColumnName, column.Name));
        return wanted is null ? plain : Override(plain, wanted, problems);
    }

    private static SyncedColumn Override(SyncedColumn column, TypeOverride wanted, List<string> problems)
    {
        bool fits = wanted.PgType == PgSpecificType.Varchar
            ? column.SourceType.Kind == SourceTypeKind.String
            : column.SourceType.Element?.Kind is SourceTypeKind.Float or SourceTypeKind.Double or SourceTypeKind.Int or SourceTypeKind.Decimal;
        if (!fits)
        {
            problems.Add($"TypeOverrides: column '{column.Name}' is {column.SourceType}, which cannot become {wanted.ToSql()}.");
        }

        // The text of a JSON array of numbers is what pgvector's types read.
        return column with { ColumnType = wanted.ToSql(), LoadType = wanted.PgType == PgSpecificType.Varchar ? null : "text" };
    }

    private static void AddNames(SyncedTableDefinition definition, SourceSchema source, List<string> problems)
    {
        bool IsInSource(string name) => ColumnNames.Find(source.Columns, column => column.Name, name) is not null;
        if (definition.TimeseriesKey is { } timeseries && !IsInSource(timeseries))
        {
            problems.Add($"TimeseriesKey '{timeseries}' is not among the source's columns.");
        }

        problems.AddRange(definition.TypeOverrides.Where(one => !IsInSource(one.ColumnName)).Select(one =>
            $"TypeOverrides: column '{one.ColumnName}' is not among the source's columns."));
        problems.AddRange(definition.ExtraColumns.Where(one => IsInSource(one.ColumnName)).Select(one =>
            $"ExtraColumns: '{one.ColumnName}' is a column of the source already."));
        problems.AddRange(source.Columns.Where(column => column.Name.StartsWith(ReservedPrefix, StringComparison.OrdinalIgnoreCase)).Select(column =>
            $"Column '{column.Name}': names that begin with {ReservedPrefix} are the engine's own. Rename it with a view."));
        problems.AddRange(source.Columns
            .Where(column => System.Text.Encoding.UTF8.GetByteCount(column.Name) > SqlIdentifier.MaxBytes)
            .Select(column => $"The name '{column.Name}' is longer than PostgreSQL's {SqlIdentifier.MaxBytes} bytes. Rename the column with a view."));
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
