namespace Lakebase.SyncedTables;

/// <summary>An index that is made after the load.</summary>
public sealed class ExtraIndex
{
    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>
    /// What stands behind <c>CREATE INDEX name ON table</c>: <c>(carrier, day)</c>, <c>USING gin (tags)</c>, <c>(day) WHERE late</c>. It
    /// becomes SQL as it stands.
    /// </summary>
    public string Definition { get; set; } = "";

    /// <summary>Whether it is a unique index. Default: false.</summary>
    public bool Unique { get; set; }
}
