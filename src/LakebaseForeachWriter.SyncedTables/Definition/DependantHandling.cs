namespace Lakebase.SyncedTables;

/// <summary>
/// What a snapshot does with a target that cannot be swapped: views, foreign keys, publications or other objects depend on it, or it has
/// columns with values of their own.
/// </summary>
public enum DependantHandling
{
    /// <summary>The difference to the new version is applied to the table in one transaction.</summary>
    ApplyDifference,

    /// <summary>Nothing starts; the error lists what depends on the table.</summary>
    Refuse,
}
