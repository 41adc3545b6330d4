using Lakebase.Buffering;
using Lakebase.Schema;

namespace Lakebase.Flushing;

/// <summary>What the choice of a path depends on beside mode and columns.</summary>
/// <param name="Rows">Rows of the batch.</param>
/// <param name="Bytes">Their encoded bytes.</param>
/// <param name="RoundTrip">The measured time of a round trip to the server; zero where it is not known.</param>
/// <param name="Steps">Statements that the rows need.</param>
internal readonly record struct FlushSize(int Rows, long Bytes = 0, TimeSpan RoundTrip = default, int Steps = 1);

/// <summary>
/// Chooses the path of a batch. Pure; the figures are measured (<c>docs/performance.md</c>, the choice of the path): what COPY takes more
/// per batch, and what it saves per row and field.
/// </summary>
internal static class FlushStrategySelector
{
    /// <summary>What a COPY into the table costs more than an INSERT from unnest, without distance.</summary>
    private const double CopyMicroseconds = 800;

    /// <summary>The same where the INSERT has whole rows: a prepared statement with one parameter, while COPY looks at each column anew.</summary>
    private const double CopyMicrosecondsBesideWholeRows = 900;
    private const double CopyMicrosecondsPerColumnBesideWholeRows = 75;

    /// <summary>What a COPY into the staging table and a statement from there cost more, without distance.</summary>
    private const double StagedMicroseconds = 1_600;

    /// <summary>Round trips that COPY and the staged path need more than unnest.</summary>
    private const int CopyRoundTrips = 1;
    private const int StagedRoundTrips = 2;

    /// <summary>What COPY saves per row where the rows go straight into the table: the server inserts many at once.</summary>
    private const double CopySavedMicrosecondsPerRow = 0.2;

    /// <summary>What either COPY saves per field: the server makes no array of it and takes it apart again.</summary>
    private const double SavedMicrosecondsPerField = 0.083;

    /// <summary>What they save per row where unnest gets whole rows: COPY into the table inserts many at once, staging saves next to
    /// nothing.</summary>
    private const double CopySavedMicrosecondsPerWholeRow = 0.5;
    private const double StagedSavedMicrosecondsPerWholeRow = 0.08;

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
            _ => size.Bytes <= MaxUnnestBytes && size.Rows <= MaxUnnestRows(mapping, copy == FlushPath.Copy, size) ? unnest : copy,
        };
    }

    private static double MaxUnnestRows(TableMapping mapping, bool isCopy, FlushSize size)
    {
        if (!mapping.SendsRows && mapping.Columns.Any(column => column.IsArray))
        {
            return MaxUnnestRowsWithArrays;
        }

        double saved = (mapping.SendsRows, isCopy) switch
        {
            (true, true) => CopySavedMicrosecondsPerWholeRow,
            (true, false) => StagedSavedMicrosecondsPerWholeRow,
            (false, _) => (SavedMicrosecondsPerField * mapping.WrittenOrdinals.Count) + (isCopy ? CopySavedMicrosecondsPerRow : 0),
        };
        double copy = mapping.SendsRows
            ? CopyMicrosecondsBesideWholeRows + (CopyMicrosecondsPerColumnBesideWholeRows * mapping.WrittenOrdinals.Count)
            : CopyMicroseconds;
        double roundTrips = size.RoundTrip.TotalMicroseconds * (isCopy ? CopyRoundTrips : StagedRoundTrips);
        return ((isCopy ? copy : StagedMicroseconds) + roundTrips) / saved;
    }
}
