using Lakebase.SparkTests.Writers;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.SparkTests;

// Sessions and threads: a row is the same whoever makes the query.
public abstract partial class SparkSuite
{
    private const string Times = "SELECT TIMESTAMP '1582-10-10 01:02:03.000001 UTC' AS t, DATE '1582-10-10' AS d";

    [Fact]
    public async Task Foreach_OnAnotherThreadWithJava8TimesOff_SeesTheSameTimes()
    {
        Recording recording = NewRecording();
        Session.Conf().Set("spark.sql.datetime.java8API.enabled", false);
        try
        {
            await Task.Factory.StartNew(
                () => Run(StreamOf(Times), new RecordingWriter(recording)),
                TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            Assert.Equal("false", Session.Conf().Get("spark.sql.datetime.java8API.enabled")); // Left as the user wanted it.
            Session.Conf().Unset("spark.sql.datetime.java8API.enabled");
        }

        AssertTimes(recording);
    }

    [Fact]
    public void Foreach_InANewSession_SeesItsViewsAndTheSameTimes()
    {
        Recording recording = NewRecording();
        SparkSession other = Session.NewSession();
        other.Conf().Set("spark.sql.session.timeZone", "Asia/Kolkata");

        Run(StreamOf(Times, other), new RecordingWriter(recording));

        AssertTimes(recording);
        Assert.Equal("Europe/Berlin", Session.Conf().Get("spark.sql.session.timeZone"));
    }

    [Fact]
    public void Builder_AskedAgain_GivesTheSameApplication()
    {
        SparkSession again = SparkSession.Builder().GetOrCreate();

        Assert.Equal(_spark.Version, again.Version());
        Assert.Equal(Session.SparkContext.ApplicationId(), again.SparkContext.ApplicationId());
    }

    private static void AssertTimes(Recording recording) =>
        Assert.Equal([ValueText.OfRow([new Timestamp(1582, 10, 10, 1, 2, 3, 1), new Date(1582, 10, 10)])], recording.Rows);
}
