namespace Lakebase.Schema;

/// <summary>What the mapping depends on beside the two schemas.</summary>
/// <param name="KeyColumns">The upsert key's columns, as the user named them; empty for modes without a key.</param>
/// <param name="ComplexTypes">What becomes of struct and map columns.</param>
internal sealed record MappingRequest(
    IReadOnlyList<string> KeyColumns, ComplexTypeHandling ComplexTypes = ComplexTypeHandling.Refuse)
{
    /// <summary>No key: insert and bulk-insert.</summary>
    public static readonly MappingRequest WithoutKey = new([]);

    /// <summary>The name of the unique index to use; null finds one.</summary>
    public string? ConflictIndex { get; init; }

    /// <summary>Whether an insert leaves out rows that a unique key refuses.</summary>
    public bool DoNothing { get; init; }

    /// <summary>The column that must grow, or null.</summary>
    public string? VersionColumn { get; init; }

    /// <summary>The columns that keep their value where the new one is null.</summary>
    public IReadOnlyList<string> CoalesceColumns { get; init; } = [];

    /// <summary>The column that says what to do with its row, or null.</summary>
    public string? OperationColumn { get; init; }

    /// <summary>The operations that delete.</summary>
    public IReadOnlyList<string> DeleteOperations { get; init; } = [];

    /// <summary>Whether rows that would not change are left alone.</summary>
    public bool SkipUnchanged { get; init; }

    /// <summary>What becomes of values that their column cannot hold.</summary>
    public InvalidValueHandling InvalidValues { get; init; }

    /// <summary>Whether rows must be able to go through COPY into the table itself.</summary>
    public bool MustCopy { get; init; }

    /// <summary>What the options ask for.</summary>
    public static MappingRequest From(LakebaseWriterOptions options) => new(options.Mode == WriteMode.Upsert ? options.PrimaryKeys : [], options.ComplexTypes)
    {
        ConflictIndex = options.ConflictIndex,
        DoNothing = options.OnConflict == ConflictAction.DoNothing,
        VersionColumn = options.VersionColumn,
        CoalesceColumns = options.CoalesceColumns,
        OperationColumn = options.OperationColumn,
        DeleteOperations = options.DeleteOperations,
        SkipUnchanged = options.SkipUnchanged,
        InvalidValues = options.InvalidValues,
        MustCopy = options.WritePath == WritePath.Copy,
    };

    /// <summary>The source's columns that go into the table.</summary>
    public SourceSchema Written(SourceSchema schema) =>
        OperationColumn is null ? schema : new([.. schema.Columns.Where(column => !ChangeDataFeed.IsAboutTheChange(column.Name, OperationColumn))]);
}
