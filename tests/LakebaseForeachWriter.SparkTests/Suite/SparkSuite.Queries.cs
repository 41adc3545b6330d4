using Lakebase.SparkTests.Writers;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;
using static Microsoft.Spark.Sql.Functions;

namespace Lakebase.SparkTests;

// Triggers, output modes, query handles, foreachBatch.
public abstract partial class SparkSuite
{
    [Fact]
    public void Trigger_Once_TakesOneEpochAndEnds()
    {
        AddLines("a");
        AddLines("b");
        Recording recording = NewRecording();

        AwaitEnd(WriterOf(Lines(filesPerEpoch: 1), new RecordingWriter(recording)).Trigger(Trigger.Once()).Start());

        // All files at once or one of them: that is Spark's choice.
        Assert.Equal([0L], recording.Calls(WriterEvent.Close).Select(call => call.Epoch).Distinct());
    }

    [Fact]
    public void Trigger_ProcessingTime_GoesOnWithWhatArrives()
    {
        Recording recording = NewRecording();
        AddLines("a");
        StreamingQuery query = WriterOf(Lines(), new RecordingWriter(recording)).Trigger(Trigger.ProcessingTime("50 milliseconds")).Start();
        query.ProcessAllAvailable();
        AddLines("b");

        query.ProcessAllAvailable();

        Assert.True(query.IsActive());
        Assert.Equal(["('a')", "('b')"], recording.Rows);
    }

    [Fact]
    public void OutputMode_Update_DeliversEachChangedGroupOnce()
    {
        AddLines("x", "y", "x");
        AddLines("y");
        Recording recording = NewRecording();
        DataFrame counts = Lines().GroupBy("value").Count();

        AwaitEnd(WriterOf(counts, new RecordingWriter(recording)).OutputMode(OutputMode.Update).Trigger(Trigger.AvailableNow()).Start());

        Assert.Equal(["0 ('x', Int64 2)", "0 ('y', Int64 1)", "1 ('y', Int64 2)"], RowsByEpoch(recording));
    }

    [Fact]
    public void OutputMode_CompleteByName_DeliversAllGroupsEachTime()
    {
        AddLines("x");
        AddLines("y");
        Recording recording = NewRecording();
        DataFrame counts = Lines().GroupBy(Col("value")).Agg(Count(Lit(1)).As("n"));

        AwaitEnd(WriterOf(counts, new RecordingWriter(recording)).OutputMode("complete").Trigger(Trigger.AvailableNow()).Start());

        Assert.Equal(["0 ('x', Int64 1)", "1 ('x', Int64 1)", "1 ('y', Int64 1)"], RowsByEpoch(recording));
    }

    [Fact]
    public void ForeachBatch_RunsOnTheDriverWithEachBatch()
    {
        AddLines("a", "b");
        AddLines("c");
        List<string> seen = [];

        AwaitEnd(Lines()
            .WriteStream()
            .ForeachBatch((batch, id) => seen.AddRange(batch.OrderBy("value").Collect().Select(row => $"{id} {row.GetAs<string>(0)}")))
            .Option("checkpointLocation", _folder["checkpoint"])
            .Trigger(Trigger.AvailableNow())
            .Start());

        Assert.Equal(["0 a", "0 b", "1 c"], seen);
    }

    [Fact]
    public void ForeachBatch_Throws_FailsTheQueryWithItsMessage()
    {
        AddLines("a");
        StreamingQuery query = Lines()
            .WriteStream()
            .ForeachBatch((_, _) => throw new InvalidOperationException(FailingWriter.Message))
            .Option("checkpointLocation", _folder["checkpoint"])
            .Trigger(Trigger.AvailableNow())
            .Start();

        Assert.Contains(FailingWriter.Message, AwaitFailure(query).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Query_WhileItRuns_TellsItsStateAndProgress()
    {
        AddLines("a", "b", "c");
        string name = $"progress-{Guid.NewGuid():N}";
        StreamingQuery query = WriterOf(Lines(), new RecordingWriter(NewRecording()))
            .QueryName(name)
            .Trigger(Trigger.ProcessingTime(0))
            .Start();

        query.ProcessAllAvailable();
        Eventually.Holds(() => query.RecentProgress.Count > 0, Deadline, "a first progress");

        Assert.Equal(name, query.Name);
        Assert.Contains(Session.Streams().Active(), active => active.Id == query.Id);
        Assert.Equal(query.RunId, Session.Streams().Get(query.Id).RunId);
        Assert.Equal(3, query.RecentProgress[0].NumInputRows);
        Assert.NotNull(query.LastProgress);
        Assert.NotEmpty(query.Status.Message);
        Assert.False(query.AwaitTermination(10));
        query.Stop();
        Assert.DoesNotContain(Session.Streams().Active(), active => active.Id == query.Id);
    }

    [Fact]
    public void Progress_OfAForeachQuery_NamesNoSecrets()
    {
        AddLines("a");
        StreamingQuery query = Start(Lines(), new CountingWriter(NewRecording(), "s3cret"));

        AwaitEnd(query);

        Assert.DoesNotContain("s3cret", query.LastProgress!.Json, StringComparison.Ordinal);
    }

    private static IEnumerable<string> RowsByEpoch(Recording recording) =>
        recording.Calls(WriterEvent.Process).Select(call => $"{call.Epoch} {call.Text}").Order(StringComparer.Ordinal);
}
