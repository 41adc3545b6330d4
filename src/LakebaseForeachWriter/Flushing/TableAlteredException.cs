namespace Lakebase.Flushing;

/// <summary>The table is no longer the one that this epoch's rows were encoded for. The next epoch, or attempt, reads it anew.</summary>
internal sealed class TableAlteredException()
    : Exception("The table was altered after this epoch began. The next attempt works with the new definition.");
