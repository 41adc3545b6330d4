using System.Text.RegularExpressions;
using Lakebase.Schema;

namespace Lakebase.SyncedTables.Definition;

/// <summary>A target's name in its parts.</summary>
/// <param name="Database">The database, or null: the connection's own.</param>
/// <param name="Schema">The schema.</param>
/// <param name="Table">The table.</param>
internal sealed partial record TargetName(string? Database, string Schema, string Table)
{
    private const string DefaultSchema = "public";

    /// <summary>Reads <c>table</c>, <c>schema.table</c> or <c>database.schema.table</c>; null if the text is none of them.</summary>
    public static TargetName? TryParse(string text)
    {
        string[] parts = text.Split('.');
        if (!Array.TrueForAll(parts, part => Part().IsMatch(part) && part.Length <= SqlIdentifier.MaxBytes))
        {
            return null;
        }

        return parts switch
        {
            [var table] => new TargetName(null, DefaultSchema, table),
            [var schema, var table] => new TargetName(null, schema, table),
            [var database, var schema, var table] => new TargetName(database, schema, table),
            _ => null,
        };
    }

    /// <summary>The target of a definition that was validated.</summary>
    public static TargetName Of(SyncedTableDefinition definition) => TryParse(definition.Target)!;

    /// <summary>The table within its database.</summary>
    public QualifiedName Name => QualifiedName.Of(Schema, Table);

    /// <summary>Schema and table: what the table is called in the metadata.</summary>
    public override string ToString() => $"{Schema}.{Table}";

    [GeneratedRegex(@"^[A-Za-z0-9_]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
