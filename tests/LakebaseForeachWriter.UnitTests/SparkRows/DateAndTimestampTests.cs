using Microsoft.Spark.Sql.Types;

namespace Lakebase.UnitTests.SparkRows;

public class DateAndTimestampTests
{
    [Fact]
    public void Date_OfAnyDayThatDateTimeKnows_HasItsParts()
    {
        for (DateTime day = DateTime.MinValue; day < DateTime.MaxValue.AddDays(-100); day = day.AddDays(97))
        {
            var date = new Date((int)(day - DateTime.UnixEpoch).TotalDays);
            Assert.Equal((day.Year, day.Month, day.Day), (date.Year, date.Month, date.Day));
            Assert.Equal(day, date.ToDateTime());
            Assert.Equal(date, new Date(day));
        }

        Assert.Equal(DateTime.MaxValue.Date, new Date(DateTime.MaxValue).ToDateTime());
        Assert.Equal(DateTimeKind.Unspecified, new Date(2020, 1, 1).ToDateTime().Kind);
    }

    [Theory]
    [InlineData(int.MinValue, -5877641, 6, 23)]
    [InlineData(int.MaxValue, 5881580, 7, 11)]
    [InlineData(-719163, 0, 12, 31)]
    [InlineData(2932897, 10000, 1, 1)]
    public void Date_BeyondDateTime_KeepsItsDayAndRefusesToConvert(int days, int year, int month, int day)
    {
        var date = new Date(days);

        Assert.Equal((year, month, day, days), (date.Year, date.Month, date.Day, date.DaysSinceEpoch));
        Assert.Contains("1 to 9999", Assert.Throws<InvalidOperationException>(() => date.ToDateTime()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Date_ToString_IsAsInMicrosoftSpark()
    {
        Assert.Equal("7/4/2013", new Date(2013, 7, 4).ToString());
        Assert.Equal("2013-07-04", new Date(2013, 7, 4).ToString("yyyy-MM-dd"));
    }

    [Fact]
    public void Timestamp_OfParts_IsInUtc()
    {
        var timestamp = new Timestamp(1969, 12, 31, 23, 59, 59, 999_999);

        Assert.Equal(-1, timestamp.MicrosecondsSinceEpoch);
        Assert.Equal((1969, 12, 31, 23, 59, 59, 999_999), (timestamp.Year, timestamp.Month, timestamp.Day, timestamp.Hour, timestamp.Minute, timestamp.Second, timestamp.Microsecond));
        Assert.Equal("1969-12-31 23:59:59.999999", timestamp.ToString());
        Assert.Equal(DateTime.UnixEpoch.AddMicroseconds(-1), timestamp.ToDateTime());
        Assert.Equal(DateTimeKind.Utc, timestamp.ToDateTime().Kind);
        Assert.Equal(timestamp, new Timestamp(timestamp.ToDateTime()));
    }

    [Fact]
    public void Timestamp_OfATimeThatIsNotUtc_IsRefused() =>
        Assert.Throws<InvalidTimeZoneException>(() => new Timestamp(new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Local)));

    [Fact]
    public void Timestamp_BelowTheMicrosecond_IsCutDownwards() =>
        Assert.Equal(-1, new Timestamp(DateTime.UnixEpoch.AddTicks(-1)).MicrosecondsSinceEpoch);

    [Fact]
    public void Timestamp_WithoutZone_ConvertsToUnspecifiedKind() =>
        Assert.Equal(DateTimeKind.Unspecified, new Timestamp(0, DateTimeKind.Unspecified).ToDateTime().Kind);

    [Theory]
    [InlineData(long.MinValue, -290308, 12, 21)]
    [InlineData(long.MaxValue, 294247, 1, 10)]
    public void Timestamp_BeyondDateTime_KeepsItsPartsAndRefusesToConvert(long microseconds, int year, int month, int day)
    {
        var timestamp = new Timestamp(microseconds, DateTimeKind.Utc);

        Assert.Equal((year, month, day), (timestamp.Year, timestamp.Month, timestamp.Day));
        Assert.Throws<InvalidOperationException>(() => timestamp.ToDateTime());
    }

    [Fact]
    public void Timestamp_AtTheEndsOfDateTime_Converts()
    {
        Assert.Equal(DateTime.MinValue, new Timestamp(DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc)).ToDateTime());
        Assert.Equal(DateTime.MaxValue.Ticks / 10, new Timestamp(DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc)).ToDateTime().Ticks / 10);
    }
}
