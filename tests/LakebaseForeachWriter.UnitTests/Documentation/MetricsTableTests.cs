using System.Diagnostics.Metrics;
using Lakebase.Diagnostics;

namespace Lakebase.UnitTests.Documentation;

public sealed class MetricsTableTests
{
    [Fact]
    public void Table_NamesAndKinds_AreThoseOfTheMeter()
    {
        List<string> published = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == LakebaseMetrics.SourceName)
            {
                published.Add($"{instrument.Name}, histogram: {instrument is Histogram<double>}, seconds: {instrument.Unit == "s"}");
            }
        };
        LakebaseMetrics.QueueChanged(0);
        listener.Start();

        IEnumerable<string> documented = MarkdownTable.Read("Watching it")
            .Select(row => $"{row[0]}, histogram: {row[1].EndsWith("histogram", StringComparison.Ordinal)}, "
                + $"seconds: {row[1].StartsWith("s,", StringComparison.Ordinal)}");

        Assert.Equal(published.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }
}
