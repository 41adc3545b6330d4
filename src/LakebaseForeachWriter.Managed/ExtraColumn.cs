namespace Lakebase.Managed;

/// <summary>A column that the PostgreSQL table has beside those of the source. Immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its PostgreSQL type, such as <c>tsvector</c> or <c>vector(1024)</c>.</param>
/// <param name="Compute">The SQL expression of its value, such as <c>to_tsvector('english', content)</c>.</param>
/// <param name="Maintenance">How the value is kept.</param>
public sealed record ExtraColumn(string Name, string Type, string Compute, ColumnMaintenance Maintenance);

/// <summary>How the value of an <see cref="ExtraColumn"/> is kept.</summary>
public enum ColumnMaintenance
{
    /// <summary>Set when a row is inserted (<c>DEFAULT</c>).</summary>
    DefaultValue,

    /// <summary>Computed anew with each change (<c>GENERATED ALWAYS … STORED</c>).</summary>
    StoredGenerated,
}
