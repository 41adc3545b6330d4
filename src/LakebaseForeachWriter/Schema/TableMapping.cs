namespace Lakebase.Schema;

/// <summary>How a source's rows become a table's rows: made once per writer, by the schema mapper.</summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">The mapped columns in source order; a row batch has its column buffers in this order.</param>
/// <param name="KeyOrdinals">Indices into <paramref name="Columns"/> of the key columns, in the order in which the user named them.</param>
/// <param name="ConflictIndex">The unique index that the key stands for; null without a key.</param>
internal sealed record TableMapping(
    TargetTable Table,
    IReadOnlyList<ColumnMapping> Columns,
    IReadOnlyList<int> KeyOrdinals,
    UniqueIndex? ConflictIndex = null)
{
    /// <summary>Whether COPY can write into the table itself.</summary>
    public bool CopiesDirectly => Columns.All(column => column.CopiesDirectly);
}
