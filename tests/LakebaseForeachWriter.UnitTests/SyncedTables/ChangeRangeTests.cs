using Lakebase.SyncedTables;
using Lakebase.SyncedTables.Changes;
using Lakebase.SyncedTables.Source;

namespace Lakebase.UnitTests.SyncedTables;

public class ChangeRangeTests
{
    private static readonly SyncedTableDefinition Limits = new() { MaxVersionsPerRange = 3, MaxFilesPerRange = 10, MaxBytesPerRange = 1_000 };

    [Fact]
    public void Take_MoreVersionsThanTheLimit_TakesTheFirstOnes()
    {
        ChangeRange range = ChangeRange.Take([.. Enumerable.Range(5, 8).Select(version => Commit(version, changed: 2))], watermark: 4, Limits);

        Assert.Equal((5L, 7L, 6L), (range.From, range.To, range.ChangedRows));
    }

    [Theory]
    [InlineData(6, 0)]
    [InlineData(0, 600)]
    public void Take_MoreFilesOrBytesThanTheLimit_StopsBeforeThem(long files, long bytes) =>
        Assert.Equal(5, ChangeRange.Take([Commit(5, 1, files, bytes), Commit(6, 1, files, bytes)], watermark: 4, Limits).To);

    [Fact]
    public void Take_OneVersionBeyondTheLimits_IsNotDivided() =>
        Assert.Equal(5, ChangeRange.Take([Commit(5, 1, files: 100, bytes: 9_999)], watermark: 4, Limits).To);

    [Fact]
    public void Take_MetricsThatSayNothing_MakeTheCountUnknown()
    {
        Assert.Null(ChangeRange.Take([Commit(5, 1), Commit(6, null)], watermark: 4, Limits).ChangedRows);
        Assert.True(ChangeRange.Take([Commit(5, 0), Commit(6, 0)], watermark: 4, Limits).IsEmpty);
    }

    [Fact]
    public void Take_VersionMissing_IsAGap()
    {
        ChangeFeedGapException gap = Assert.Throws<ChangeFeedGapException>(() => ChangeRange.Take([Commit(6, 1)], watermark: 4, Limits));

        Assert.Equal("the log of version 5 was cleaned up", gap.Message);
    }

    private static Commit Commit(long version, long? changed, long files = 1, long bytes = 1) =>
        new(version, DateTimeOffset.UnixEpoch, changed, files, bytes);
}
