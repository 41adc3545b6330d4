namespace Lakebase;

/// <summary>How rows get into the table.</summary>
public enum WriteMode
{
    /// <summary>
    /// Appends every row. At-least-once: rows of an epoch that Spark runs again are inserted again, unless a unique key refuses them.
    /// </summary>
    Insert,

    /// <summary>
    /// Inserts a row or, where its key exists, overwrites the row there (<c>INSERT … ON CONFLICT</c>). Needs
    /// <see cref="LakebaseWriterOptions.PrimaryKeys"/>. Effectively-once: writing an epoch again changes nothing.
    /// </summary>
    Upsert,

    /// <summary>Appends every row with <c>COPY</c>, whatever the size of the batch. At-least-once, like <see cref="Insert"/>.</summary>
    BulkInsert,
}
