namespace Lakebase.SyncedTables;

/// <summary>What of a snapshot is compared with its source before it is swapped in.</summary>
public enum VerificationLevel
{
    /// <summary>The count of rows, and a checksum over all values for each sixteenth of the rows. Reads the source a second time.</summary>
    Checksum,

    /// <summary>The count of rows.</summary>
    RowCount,
}
