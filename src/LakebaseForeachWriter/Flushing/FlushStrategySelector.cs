using Lakebase.Schema;

namespace Lakebase.Flushing;

/// <summary>Chooses the path of a batch. Pure; the limits are measured (docs: sink behaviour, write paths).</summary>
internal static class FlushStrategySelector
{
    /// <summary>From here on COPY is faster than an INSERT from unnest, in spite of its second round trip.</summary>
    private const int MaxUnnestInsertRows = 1_500;

    /// <summary>From here on COPY into a staging table is faster than an upsert from unnest.</summary>
    private const int MaxUnnestUpsertRows = 10_000;

    /// <summary>
    /// Cutting a row's slice out of the array of all elements walks that array from its start: quadratic in the rows of the batch.
    /// </summary>
    private const int MaxUnnestRowsWithArrays = 250;

    /// <summary>The path for so many rows.</summary>
    /// <param name="mode">How rows get into the table.</param>
    /// <param name="mapping">The table.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="keepsSessions">Whether a staging table is still there after the statement that made it; behind a pooler it is not.</param>
    public static FlushPath Select(WriteMode mode, TableMapping mapping, int rows, bool keepsSessions = true) =>
        (SelectFastest(mode, mapping, rows), keepsSessions) switch
        {
            (FlushPath.StagedInsert, false) => FlushPath.UnnestInsert,
            (FlushPath.StagedUpsert, false) => FlushPath.UnnestUpsert,
            (var fastest, _) => fastest,
        };

    private static FlushPath SelectFastest(WriteMode mode, TableMapping mapping, int rows)
    {
        bool hasArrays = mapping.Columns.Any(column => column.IsArray);
        return mode switch
        {
            WriteMode.BulkInsert => mapping.CopiesDirectly ? FlushPath.Copy : FlushPath.StagedInsert,
            WriteMode.Insert when rows <= (hasArrays ? MaxUnnestRowsWithArrays : MaxUnnestInsertRows) => FlushPath.UnnestInsert,
            WriteMode.Insert => mapping.CopiesDirectly ? FlushPath.Copy : FlushPath.StagedInsert,
            WriteMode.Upsert when rows <= (hasArrays ? MaxUnnestRowsWithArrays : MaxUnnestUpsertRows) => FlushPath.UnnestUpsert,
            WriteMode.Upsert => FlushPath.StagedUpsert,
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, null),
        };
    }
}
