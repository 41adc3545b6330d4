using Lakebase.Spark;
using Lakebase.TestSupport;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.IntegrationTests;

/// <summary>The adapter as Spark calls it: one copy per partition and epoch, from one thread.</summary>
public sealed class ForeachWriterTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private static readonly StructType Rows = new([new StructField("id", new LongType()), new StructField("name", new StringType())]);

    [Theory]
    [InlineData(WriteMode.Insert)]
    [InlineData(WriteMode.BulkInsert)]
    [InlineData(WriteMode.Upsert)]
    public async Task Close_NoError_ReturnsAfterEveryRowIsCommitted(WriteMode mode)
    {
        LakebaseForeachWriter writer = await OpenAsync(mode);
        Write(writer, 2_345);

        writer.Close(null);

        Assert.Equal(2_345, await CountAsync());
    }

    [Theory]
    [InlineData(WriteMode.Insert)]
    [InlineData(WriteMode.BulkInsert)]
    [InlineData(WriteMode.Upsert)]
    public async Task Close_Error_ThrowsAwayWhatIsNotCommitted(WriteMode mode)
    {
        LakebaseForeachWriter writer = await OpenAsync(mode);
        Write(writer, 5);

        writer.Close(new InvalidOperationException("the task failed"));

        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Open_AfterAClose_WritesTheNextEpoch()
    {
        LakebaseForeachWriter writer = await OpenAsync(WriteMode.Upsert);
        Write(writer, 5);
        writer.Close(new InvalidOperationException("the task failed"));

        writer.Open(0, 0);
        Write(writer, 7);
        writer.Close(null);

        Assert.Equal(7, await CountAsync());
    }

    [Fact]
    public async Task Close_DatabaseRefusesARow_ThrowsAndLeavesTheWriterClosed()
    {
        LakebaseForeachWriter writer = await OpenAsync(WriteMode.Insert);
        await ExecuteAsync($"INSERT INTO {Table("t")} VALUES (3, 'there')");
        Write(writer, 5);

        Assert.Throws<LakebaseWriteException>(() => writer.Close(null));

        Assert.Throws<InvalidOperationException>(() => Write(writer, 1));
        Assert.Equal(1, await CountAsync());
    }

    private async Task<LakebaseForeachWriter> OpenAsync(WriteMode mode)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        LakebaseWriterOptions options = Options("t", mode, mode == WriteMode.Upsert ? ["id"] : []);
        options.BatchInterval = TimeSpan.FromHours(1);
        LakebaseForeachWriter writer = new(Rows, options);
        Assert.True(writer.Open(0, 0));
        return writer;
    }

    private static void Write(LakebaseForeachWriter writer, int count)
    {
        for (long id = 0; id < count; id++)
        {
            writer.Process(new GenericRow([id, "x"]));
        }
    }

    private Task<long> CountAsync() => ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}");
}
