using Lakebase.SyncedTables.Definition;

namespace Lakebase.SyncedTables;

/// <summary>Definitions in YAML or JSON: one mapping, a list of them, or a list under <c>synced_tables</c>. Names are the managed service's
/// (<c>primary_key_columns</c>, <c>scheduling_policy</c>, …).</summary>
public static class SyncedTableDefinitionFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="SyncedTableDefinitionException">It cannot work; all problems are listed, with their lines.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<SyncedTableDefinition> Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return DefinitionReader.Read(File.ReadAllText(path), path);
    }

    /// <summary>Reads a text.</summary>
    /// <exception cref="SyncedTableDefinitionException">It cannot work; all problems are listed, with their lines.</exception>
    public static IReadOnlyList<SyncedTableDefinition> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return DefinitionReader.Read(text, "The definition");
    }
}
