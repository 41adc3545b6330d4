namespace Lakebase.Ledger;

/// <summary>The ledger's row is another attempt's by now: this one must not write any more.</summary>
internal sealed class SupersededAttemptException(string table)
    : Exception($"another attempt of the same partition and epoch has taken over, as the ledger {table} says. This one stops; its last "
        + "batch was rolled back, nothing is lost or doubled.");
