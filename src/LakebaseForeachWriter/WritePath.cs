namespace Lakebase;

/// <summary>How the rows of a batch travel to the server.</summary>
public enum WritePath
{
    /// <summary>Chosen per batch: by mode, column types, count of rows and columns, and the measured round-trip time.</summary>
    Automatic,

    /// <summary>
    /// One statement with an array of rows, or where a column needs a cast with an array per column (<c>INSERT … SELECT FROM unnest</c>): one
    /// round trip.
    /// </summary>
    Unnest,

    /// <summary>Binary <c>COPY</c> into the table itself. Cannot upsert, and cannot do anything about conflicts.</summary>
    Copy,

    /// <summary>
    /// Binary <c>COPY</c> into a temporary table, then one statement from there. Needs the right to make temporary tables, and no transaction
    /// pooler on the way (<see cref="PooledHost"/>): behind one it is refused.
    /// </summary>
    Staged,
}
