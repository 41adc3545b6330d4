using Lakebase.Schema;
using Lakebase.SyncedTables.Layout;

namespace Lakebase.SyncedTables.Apply;

/// <summary>Pieces of the statements that change a target. Pure.</summary>
internal static class KeySql
{
    /// <summary>A key that somebody made an identity column takes the source's values all the same.</summary>
    public const string Overriding = "OVERRIDING SYSTEM VALUE ";

    /// <summary>That two rows have one key. Keys hold no nulls.</summary>
    public static string Same(TargetLayout layout, string one, string other) => string.Join(
        " AND ", layout.Keys.Select(key => $"{one}.{SqlIdentifier.Quote(key.Name)} = {other}.{SqlIdentifier.Quote(key.Name)}"));

    /// <summary>The key's columns.</summary>
    public static string Columns(TargetLayout layout, string alias) =>
        string.Join(", ", layout.Keys.Select(key => $"{alias}.{SqlIdentifier.Quote(key.Name)}"));

    /// <summary>What an update sets from a row that has the target's types.</summary>
    public static string Set(TargetLayout layout, string from) => string.Join(
        ", ", layout.Others.Select(column => $"{SqlIdentifier.Quote(column.Name)} = {from}.{SqlIdentifier.Quote(column.Name)}"));

    /// <summary>What an update sets from a row of the stage.</summary>
    public static string SetLoaded(TargetLayout layout, string from) => string.Join(
        ", ", layout.Others.Select(column => $"{SqlIdentifier.Quote(column.Name)} = {column.LoadedValue(from)}"));

    /// <summary>All columns of a row of the stage, as the target's types.</summary>
    public static string Loaded(TargetLayout layout, string from) => string.Join(", ", layout.Columns.Select(column => column.LoadedValue(from)));
}
