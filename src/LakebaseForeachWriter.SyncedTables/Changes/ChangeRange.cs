using Lakebase.SyncedTables.Source;

namespace Lakebase.SyncedTables.Changes;

/// <summary>A closed range of versions that is applied at once.</summary>
/// <param name="From">The first.</param>
/// <param name="Last">The last one's commit.</param>
/// <param name="ChangedRows">Rows that the range changes, or null where the metrics do not say.</param>
internal sealed record ChangeRange(long From, Commit Last, long? ChangedRows)
{
    /// <summary>The last version.</summary>
    public long To => Last.Version;

    /// <summary>Whether it changes no row.</summary>
    public bool IsEmpty => ChangedRows == 0;

    /// <summary>As many of the commits, oldest first, as the definition's limits allow, one at least.</summary>
    /// <exception cref="ChangeFeedGapException">They do not follow the version that the target has.</exception>
    public static ChangeRange Take(IReadOnlyList<Commit> commits, long watermark, SyncedTableDefinition definition)
    {
        long? changed = 0;
        long files = 0;
        long bytes = 0;
        int taken = 0;
        foreach (Commit commit in commits)
        {
            files += commit.Files;
            bytes += commit.Bytes;
            bool isTooMuch = taken >= definition.MaxVersionsPerRange || files > definition.MaxFilesPerRange || bytes > definition.MaxBytesPerRange;
            if (taken > 0 && isTooMuch)
            {
                break;
            }

            if (commit.Version != watermark + taken + 1)
            {
                throw new ChangeFeedGapException($"the log of version {watermark + taken + 1} was cleaned up");
            }

            changed += commit.ChangedRows;
            taken++;
        }

        return new ChangeRange(watermark + 1, commits[taken - 1], changed);
    }
}
