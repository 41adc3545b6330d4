using System.Reflection;
using Lakebase.Schema;
using Lakebase.Spark;
using Lakebase.SparkRows.Payload;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.UnitTests.Spark;

public sealed class LakebaseForeachWriterTests
{
    private static readonly StructType Schema = new([new StructField("id", new LongType()), new StructField("name", new StringType())]);

    [Fact]
    public void Constructor_GoodOptions_NeedsNoServer() =>
        Assert.Contains("public.t", new LakebaseForeachWriter(Schema, Options()).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Constructor_BadOptions_ListsAllOfThem()
    {
        LakebaseWriterOptions options = Options();
        options.Table = "";
        options.BatchSize = 0;

        LakebaseOptionsException error = Assert.Throws<LakebaseOptionsException>(() => new LakebaseForeachWriter(Schema, options));

        Assert.Equal(2, error.Problems.Count);
    }

    [Fact]
    public void Constructor_ColumnsThatCannotBeWritten_NamesEachPathWithTheWayOut()
    {
        StructType place = new([new StructField("lat", new DoubleType())]);
        StructType schema = new(
        [
            new StructField("place", place),
            new StructField("tags", new MapType(new StringType(), new StringType())),
            new StructField("age", new CalendarIntervalType()),
        ]);
        LakebaseWriterOptions options = Options();
        options.Mode = WriteMode.Upsert;
        options.PrimaryKeys = ["nowhere"];

        SchemaMismatchException error = Assert.Throws<SchemaMismatchException>(() => new LakebaseForeachWriter(schema, options));

        Assert.Equal(4, error.Problems.Count);
        Assert.All(
            (string[])["to_json(place)", "to_json(tags)", "'age'", "'nowhere'"],
            part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Constructor_OptionsChangedAfterwards_KeepsItsOwn()
    {
        LakebaseWriterOptions options = Options();
        LakebaseForeachWriter writer = new(Schema, options);

        options.Table = "other";

        Assert.Contains("public.t", writer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_PasswordInTheOptions_DoesNotShowIt()
    {
        LakebaseWriterOptions options = Options();
        options.Password = "s3cret";

        Assert.DoesNotContain("s3cret", new LakebaseForeachWriter(Schema, options).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoServer_ThrowsAndLeavesNothingOpen()
    {
        LakebaseForeachWriter writer = new(Schema, Options());

        Assert.Throws<LakebaseWriteException>(() => writer.Open(0, 0));
        Assert.Throws<InvalidOperationException>(() => writer.Process(new GenericRow([1L, "a"])));
        Assert.Throws<LakebaseWriteException>(() => writer.Open(0, 0));
    }

    [Fact]
    public void Process_NotOpen_SaysSo()
    {
        LakebaseForeachWriter writer = new(Schema, Options());

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => writer.Process(new GenericRow([1L, "a"])));

        Assert.Contains("Open", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Close_NotOpen_DoesNothing() => new LakebaseForeachWriter(Schema, Options()).Close(new InvalidOperationException("aborted"));

    [Fact]
    public void Copy_ByTheBridgesPayload_IsTheSameWriter()
    {
        LakebaseWriterOptions options = Options();
        options.Mode = WriteMode.Upsert;
        options.PrimaryKeys = ["id"];
        options.FlushMode = FlushMode.WhenIdle;
        LakebaseForeachWriter writer = new(Schema, options);

        IForeachWriter copy = WriterPayload.Deserialize(WriterPayload.Serialize(writer));

        Assert.Equal(writer.ToString(), Assert.IsType<LakebaseForeachWriter>(copy).ToString());
        Assert.Contains("FlushMode = WhenIdle", copy.ToString(), StringComparison.Ordinal);
        Assert.Throws<LakebaseWriteException>(() => copy.Open(0, 0));
    }

    [Fact]
    public void Constructors_OneWithoutParameters_LetsMicrosoftSparkRebuildTheWriter() =>
        Assert.NotNull(typeof(LakebaseForeachWriter).GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, []));

    private static LakebaseWriterOptions Options() =>
        new() { Host = "/nowhere/at/all", Database = "d", Username = "u", Table = "public.t", MaxRetryAttempts = 0 };
}
