namespace Lakebase.SyncedTables;

/// <summary>How an extra column gets its values.</summary>
public enum ExtraColumnMaintenance
{
    /// <summary>A default, for rows as they are inserted; an update leaves the value alone.</summary>
    DefaultValue,

    /// <summary>Computed from the row's other columns, always.</summary>
    StoredGenerated,
}

/// <summary>A column of the target that the source does not have.</summary>
public sealed class ExtraColumn
{
    /// <summary>Its name.</summary>
    public string ColumnName { get; set; } = "";

    /// <summary>Its PostgreSQL type, as SQL.</summary>
    public string ColumnType { get; set; } = "";

    /// <summary>The SQL expression of its value. It becomes part of the table's definition as it stands.</summary>
    public string Compute { get; set; } = "";

    /// <summary>How <see cref="Compute"/> is used. Default: <see cref="ExtraColumnMaintenance.StoredGenerated"/>.</summary>
    public ExtraColumnMaintenance Maintenance { get; set; } = ExtraColumnMaintenance.StoredGenerated;
}
