using Lakebase.SparkTests.Writers;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;

namespace Lakebase.SparkTests;

// What cannot work is refused on the driver, before anything starts, with the place and the way out.
public abstract partial class SparkSuite
{
    [Fact]
    public void Foreach_CalendarInterval_IsRefusedWithTheColumnsPath()
    {
        DataFrame frame = StreamOf("SELECT array(named_struct('wait', make_interval(1, 2, 3))) AS steps");

        Exception exception = AssertRefused(frame, new RecordingWriter(NewRecording()));

        Assert.Contains("steps[].wait", exception.Message, StringComparison.Ordinal);
        Assert.Contains("interval", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Foreach_Geometry_IsRefusedWithTheSqlThatHelps()
    {
        Assert.SkipUnless(_spark.IsAtLeast(4, 1), "Spark has geometries from 4.1 on.");
        SparkSession.SetActiveSession(Session);
        Session.Conf().Set("spark.sql.geospatial.enabled", true);
        DataFrame frame = StreamOf("SELECT ST_GeomFromWKB(X'0101000000000000000000F03F0000000000000040') AS place");

        Exception exception = AssertRefused(frame, new RecordingWriter(NewRecording()));

        Assert.Contains("place (geometry", exception.Message, StringComparison.Ordinal);
        Assert.Contains("ST_AsBinary(place)", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Foreach_WriterWithoutSerializable_IsRefusedByName()
    {
        AddLines("a");

        Exception exception = AssertRefused(Lines(), new NotSerializableWriter());

        Assert.Contains(nameof(NotSerializableWriter), exception.Message, StringComparison.Ordinal);
        Assert.Contains("[Serializable]", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Foreach_WriterThatHoldsADelegate_IsRefusedWithTheFieldsPath()
    {
        AddLines("a");

        Exception exception = AssertRefused(Lines(), new WriterWithDelegate());

        Assert.Contains("_inner._format", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Foreach_WithAContinuousTrigger_IsRefusedAndNamesRealTimeMode()
    {
        DataFrame rate = Session.ReadStream().Format("rate").Load();

        Exception exception = Assert.ThrowsAny<Exception>(
            () => WriterOf(rate, new RecordingWriter(NewRecording())).Trigger(Trigger.Continuous("1 second")).Start());

        Assert.Contains("Trigger.RealTime", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Worker_WhoseCommandDoesNotExist_FailsTheQueryAndNamesTheCommand()
    {
        AddLines("a");
        StreamingQueryException exception = FailWithConf("spark.lakebase.worker.command", "/no/such/program --at all");
        Assert.Contains("/no/such/program", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Worker_ThatEndsAtOnce_FailsTheQueryWithItsLastWordsAndExitCode()
    {
        AddLines("a");
        StreamingQueryException exception = FailWithConf("spark.lakebase.worker.command", "sh -c \"echo no runtime >&2; exit 21\"");
        Assert.Contains("no runtime", exception.Message, StringComparison.Ordinal);
        Assert.Contains("21", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Foreach_WithATimeoutThatIsNoNumber_IsRefusedWithItsName()
    {
        AddLines("a");
        Session.Conf().Set("spark.lakebase.worker.connectTimeoutMs", "soon");
        try
        {
            Exception exception = AssertRefused(Lines(), new RecordingWriter(NewRecording()));
            Assert.Contains("spark.lakebase.worker.connectTimeoutMs", exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            Session.Conf().Unset("spark.lakebase.worker.connectTimeoutMs");
        }
    }

    private StreamingQueryException FailWithConf(string key, string value)
    {
        Session.Conf().Set(key, value);
        try
        {
            return AwaitFailure(Start(Lines(), new RecordingWriter(NewRecording())));
        }
        finally
        {
            Session.Conf().Unset(key);
        }
    }

    private static Exception AssertRefused(DataFrame frame, IForeachWriter writer) =>
        Assert.ThrowsAny<Exception>(() => frame.WriteStream().Foreach(writer));

    private sealed class NotSerializableWriter : IForeachWriter
    {
        public bool Open(long partitionId, long epochId) => true;

        public void Process(Row value)
        {
        }

        public void Close(Exception? errorOrNull)
        {
        }
    }

    [Serializable]
    private sealed class WriterWithDelegate : IForeachWriter
    {
        private readonly Inner _inner = new();

        public bool Open(long partitionId, long epochId) => true;

        public void Process(Row value) => _inner.Format(value);

        public void Close(Exception? errorOrNull)
        {
        }

        [Serializable]
        private sealed class Inner
        {
            private readonly Func<Row, string> _format = row => row.ToString();

            public string Format(Row row) => _format(row);
        }
    }
}
