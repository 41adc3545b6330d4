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
    private static readonly SourceColumn AnySource = new("", SourceType.Of(SourceTypeKind.Void));

    /// <summary>Whether rows that were encoded for the other mapping can be written by this one: the same values in the same columns, by
    /// the same key.</summary>
    public bool EncodesLike(TableMapping other) =>
        Columns.Select(Encoding).SequenceEqual(other.Columns.Select(Encoding))
        && KeyOrdinals.SequenceEqual(other.KeyOrdinals)
        && ConflictIndex?.NullsNotDistinct == other.ConflictIndex?.NullsNotDistinct;

    /// <summary>Whether COPY can write into the table itself.</summary>
    public bool CopiesDirectly => Columns.All(column => column.CopiesDirectly);

    // A default or a NOT NULL changes nothing about the bytes; the source's column is known by its ordinal.
    private static ColumnMapping Encoding(ColumnMapping column) =>
        column with { Source = AnySource, Target = column.Target with { IsNotNull = false, HasDefault = false } };
}
