using Lakebase.SparkRows.Frames;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.UnitTests.SparkRows;

/// <summary>What the worker does with frames that are damaged: it reads them or refuses them, and nothing else.</summary>
public sealed class FrameFuzzTests
{
    private static readonly byte[] s_id = new byte[32];
    private static readonly Dictionary<string, string> s_map = new() { ["queryId"] = "q", ["batchId"] = "7", ["writer.mode"] = "fast" };

    [Fact]
    public void RowDecoder_DamagedRows_AreReadOrRefused()
    {
        (StructType Schema, byte[] Row)[] rows = [.. RowEncodingTests.Values.Select(value => Encode((string)value.Data.Item1, value.Data.Item2))];
        foreach (IGrouping<string, (StructType Schema, byte[] Row)> same in rows.GroupBy(row => row.Schema.Json))
        {
            RowDecoder decoder = new(same.First().Schema);
            new DamagedBytes([.. same.Select(row => row.Row)]).Give(
                25_000,
                bytes =>
                {
                    RowFrameReader reader = new(bytes);
                    decoder.Read(ref reader);
                    reader.ExpectEnd();
                },
                typeof(FrameException),
                typeof(OverflowException));
        }
    }

    [Fact]
    public void Messages_Damaged_AreReadOrRefused()
    {
        Give(w => new HelloMessage(1, s_id).Write(w), bytes => HelloMessage.Read(bytes));
        Give(w => new OpenMessage(1, 2, s_id, "{}", s_map).Write(w), bytes => OpenMessage.Read(bytes));
        Give(w => new CloseMessage(true, "why").Write(w), bytes => CloseMessage.Read(bytes));
        Give(w => new ClosedMessage(5, s_map).Write(w), bytes => ClosedMessage.Read(bytes));
        Give(w => new ErrorMessage("type", "message", "stack").Write(w), bytes => ErrorMessage.Read(bytes));
        Give(w => new AbortMessage("query", 1, 2, 3, "reason").Write(w), bytes => AbortMessage.Read(bytes));
    }

    [Fact]
    public void Schema_Damaged_IsReadOrRefused()
    {
        byte[] json = System.Text.Encoding.UTF8.GetBytes(
            """{"type":"struct","fields":[{"name":"a","type":{"type":"array","elementType":"decimal(9,2)","containsNull":true},"nullable":true,"metadata":{}}]}""");

        new DamagedBytes([json]).Give(
            50_000,
            bytes => DataType.ParseDataType(System.Text.Encoding.UTF8.GetString(bytes)),
            typeof(Newtonsoft.Json.JsonException),
            typeof(FormatException),
            typeof(NotSupportedException),
            typeof(ArgumentException));
    }

    private static void Give(Action<FrameWriter> write, Action<byte[]> read)
    {
        var writer = new FrameWriter();
        write(writer);
        new DamagedBytes([writer.WrittenSpan[FrameHeader.Size..].ToArray()]).Give(50_000, read, typeof(FrameException));
    }

    private static (StructType Schema, byte[] Row) Encode(string type, object? value)
    {
        StructType schema = new(
            [new StructField("a", new IntegerType()), new StructField("b", DataType.ParseDataType(type)), new StructField("c", new StringType())]);
        var writer = new FrameWriter();
        new RowEncoder(schema).Write(writer, [1, value, "end"]);
        return (schema, writer.WrittenSpan.ToArray());
    }
}
