namespace Lakebase.Flushing;

/// <summary>The table is no longer the one that this epoch's rows were encoded for. The next attempt encodes for the new one.</summary>
internal sealed class TableAlteredException()
    : Exception("The table was altered while this epoch was being written, and rows that were encoded for its old columns do not fit the new ones. "
        + "Nothing is lost: the next attempt works with the new definition. Run the query again if it has stopped.");
