using Lakebase.Buffering;
using Lakebase.Schema;

namespace Lakebase.Flushing;

/// <summary>What the choice of a path depends on beside mode and columns.</summary>
/// <param name="Rows">Rows of the batch.</param>
/// <param name="Bytes">Their encoded bytes.</param>
/// <param name="RoundTrip">The measured time of a round trip to the server; zero where it is not known.</param>
/// <param name="Steps">Statements that the rows need.</param>
internal readonly record struct FlushSize(int Rows, long Bytes = 0, TimeSpan RoundTrip = default, int Steps = 1);

/// <summary>Chooses the path of a batch. Pure; the limits are measured (docs: sink behaviour, write paths).</summary>
internal static class FlushStrategySelector
{
    /// <summary>From here on COPY is faster than an INSERT from unnest on a server without distance.</summary>
    private const int MaxUnnestInsertRows = 1_500;

    /// <summary>From here on COPY into a staging table is faster than an upsert from unnest on a server without distance.</summary>
    private const int MaxUnnestUpsertRows = 10_000;

    /// <summary>Round trips that COPY and the staged path need more than unnest.</summary>
    private const int CopyRoundTrips = 1;
    private const int StagedRoundTrips = 2;

    /// <summary>What COPY saves per row, and more per byte of wide rows; each round trip more must be earned by it.</summary>
    private const double SavedMicrosecondsPerRow = 0.5;
    private const double SavedMicrosecondsPerByte = 0.005;

    /// <summary>Array parameters are built in memory as a whole, on both sides.</summary>
    private const long MaxUnnestBytes = 64L * 1024 * 1024;

    /// <summary>
    /// Cutting a row's slice out of the array of all elements walks that array from its start: quadratic in the rows of the batch.
    /// </summary>
    private const int MaxUnnestRowsWithArrays = 250;

    /// <summary>Each step costs the staged path two round trips or more.</summary>
    private const int MaxStagedSteps = 2;

    /// <summary>The path for a batch of this size.</summary>
    /// <param name="mode">How rows get into the table.</param>
    /// <param name="mapping">The table.</param>
    /// <param name="size">The batch.</param>
    /// <param name="wanted">The path that the options name.</param>
    /// <param name="keepsSessions">Whether a staging table is still there after the statement that made it; behind a pooler it is not.</param>
    public static FlushPath Select(
        WriteMode mode, TableMapping mapping, FlushSize size, WritePath wanted = WritePath.Automatic, bool keepsSessions = true) =>
        (SelectFastest(mode, mapping, size, wanted), keepsSessions) switch
        {
            (FlushPath.StagedInsert, false) => FlushPath.UnnestInsert,
            (FlushPath.StagedUpsert, false) => FlushPath.UnnestUpsert,
            (var fastest, _) => fastest,
        };

    private static FlushPath SelectFastest(WriteMode mode, TableMapping mapping, FlushSize size, WritePath wanted)
    {
        bool isUpsert = mode == WriteMode.Upsert;
        FlushPath unnest = isUpsert ? FlushPath.UnnestUpsert : FlushPath.UnnestInsert;
        FlushPath staged = isUpsert ? FlushPath.StagedUpsert : FlushPath.StagedInsert;
        FlushPath copy = !isUpsert && mapping.CopiesDirectly && !mapping.Rules.DoNothing ? FlushPath.Copy : staged;
        return wanted switch
        {
            WritePath.Unnest => unnest,
            WritePath.Copy => copy,
            WritePath.Staged => staged,
            _ when mode == WriteMode.BulkInsert => copy,
            _ when size.Steps > MaxStagedSteps => unnest,
            _ => size.Bytes <= MaxUnnestBytes && size.Rows <= MaxUnnestRows(mapping, isUpsert, copy == FlushPath.Copy, size) ? unnest : copy,
        };
    }

    private static double MaxUnnestRows(TableMapping mapping, bool isUpsert, bool isCopy, FlushSize size)
    {
        if (!mapping.SendsRows && mapping.Columns.Any(column => column.IsArray))
        {
            return MaxUnnestRowsWithArrays;
        }

        double bytesPerRow = size.Rows == 0 ? 0 : (double)size.Bytes / size.Rows;
        double saved = SavedMicrosecondsPerRow + (SavedMicrosecondsPerByte * bytesPerRow);
        double lost = size.RoundTrip.TotalMicroseconds * (isCopy ? CopyRoundTrips : StagedRoundTrips);
        int atOnce = isUpsert ? MaxUnnestUpsertRows : MaxUnnestInsertRows;
        return atOnce + (lost / saved);
    }
}
