namespace Lakebase.Schema;

/// <summary>How a source's rows become a table's rows: made once per writer, by the schema mapper.</summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">The mapped columns in source order; a row batch has its column buffers in this order.</param>
/// <param name="KeyOrdinals">Indices into <paramref name="Columns"/> of the key columns, in the order in which the user named them.</param>
/// <param name="ConflictIndex">The unique index that the key stands for; null without a key.</param>
/// <param name="Rules">What happens to rows whose key is in the table already; null means that they are plainly overwritten.</param>
internal sealed record TableMapping(
    TargetTable Table,
    IReadOnlyList<ColumnMapping> Columns,
    IReadOnlyList<int> KeyOrdinals,
    UniqueIndex? ConflictIndex = null,
    WriteRules? Rules = null)
{
    private static readonly SourceColumn AnySource = new("", SourceType.Of(SourceTypeKind.Void));

    /// <summary>What happens to rows whose key is in the table already.</summary>
    public WriteRules Rules { get; init; } = Rules ?? WriteRules.Plain;

    /// <summary>Indices into <see cref="Columns"/> of those that go into the table.</summary>
    public IReadOnlyList<int> WrittenOrdinals { get; } = [.. Enumerable.Range(0, Columns.Count).Where(i => Columns[i].IsWritten)];

    /// <summary>
    /// Indices into <see cref="Columns"/> of the columns by which rows are sorted before they are inserted, so that those come one after the
    /// other that are near each other in the table's primary key or, without one, a unique index. Empty where there is none, and where the
    /// order of arrival may show: a column that is not written has a default, which may number rows; or the first of two rows that cannot
    /// both be there is to stay.
    /// </summary>
    public IReadOnlyList<int> InsertOrder { get; } = Rules is { DoNothing: true } ? [] : FindInsertOrder(Table, Columns);

    /// <summary>Whether an insert must say OVERRIDING SYSTEM VALUE.</summary>
    public bool OverridesIdentity => Columns.Any(IsAlwaysIdentity);

    /// <summary>Whether a row that is overwritten keeps values that one deleted and inserted again would lose.</summary>
    public bool KeepsOnOverwrite =>
        Table.Columns.Any(target => !target.IsGenerated && !Columns.Any(column => column.IsWritten && column.Target.Name == target.Name))
        || Enumerable.Range(0, Columns.Count).Any(i => IsAlwaysIdentity(Columns[i]) && !KeyOrdinals.Contains(i));

    /// <summary>Whether the server tells keys apart exactly where their bytes differ.</summary>
    public bool HasExactKey => ConflictIndex?.KeySql is null && KeyOrdinals.All(ordinal => KeyExactness.IsExact(Columns[ordinal]));

    /// <summary>Whether rows that were encoded for the other mapping can be written by this one: the same values in the same columns, by
    /// the same key.</summary>
    public bool EncodesLike(TableMapping other) =>
        Columns.Select(Encoding).SequenceEqual(other.Columns.Select(Encoding))
        && KeyOrdinals.SequenceEqual(other.KeyOrdinals)
        && ConflictIndex?.NullsNotDistinct == other.ConflictIndex?.NullsNotDistinct;

    /// <summary>Whether COPY can write into the table itself.</summary>
    public bool CopiesDirectly => !OverridesIdentity && Columns.All(column => column.CopiesDirectly || !column.IsWritten);

    /// <summary>
    /// Whether rows can go to the server as an array of the table's own row type. Every field of such a row must be valid binary input of its
    /// column; a column that is not written is null in it, which a domain may refuse, and costs eight bytes.
    /// </summary>
    public bool SendsRows =>
        Table.RowTypeOid != 0
        && WrittenOrdinals.All(ordinal => Columns[ordinal].CopiesDirectly)
        && Table.Columns.Count <= 2 * WrittenOrdinals.Count
        && Table.Columns.All(target => target.Type.Kind != TargetTypeKind.Domain || OrdinalOf(target) is not null);

    /// <summary>The index into <see cref="Columns"/> of what is written into a column of the table; null if nothing is.</summary>
    public int? OrdinalOf(TargetColumn target) => OrdinalOf(Columns, target.Name);

    private static int? OrdinalOf(IReadOnlyList<ColumnMapping> columns, string target)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            if (columns[i].IsWritten && columns[i].Target.Name == target)
            {
                return i;
            }
        }

        return null;
    }

    private static IReadOnlyList<int> FindInsertOrder(TargetTable table, IReadOnlyList<ColumnMapping> columns)
    {
        if (table.Columns.Any(target => target.HasDefault && OrdinalOf(columns, target.Name) is null))
        {
            return [];
        }

        UniqueIndex? index = table.UniqueIndexes
            .FirstOrDefault(index => index.KeySql is null && index.Columns.All(name => OrdinalOf(columns, name) is not null));
        return index is null ? [] : [.. index.Columns.Select(name => OrdinalOf(columns, name)!.Value)];
    }

    private static bool IsAlwaysIdentity(ColumnMapping column) => column.IsWritten && column.Target.Identity == IdentityKind.Always;

    // A default or a NOT NULL changes nothing about the bytes; the source's column is known by its ordinal.
    private static ColumnMapping Encoding(ColumnMapping column) =>
        column with { Source = AnySource, Target = column.Target with { IsNotNull = false, HasDefault = false } };
}
