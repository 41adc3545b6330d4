using System.Security.Cryptography;
using Lakebase.SparkRows.Frames;

namespace Lakebase.UnitTests.SparkRows;

public class FrameTests
{
    [Fact]
    public void Messages_OfEveryType_ReadAsTheyWereWritten()
    {
        byte[] token = RandomNumberGenerator.GetBytes(32);
        var map = new Dictionary<string, string> { ["queryId"] = "q", [""] = "ü" };
        var writer = new FrameWriter();

        HelloMessage hello = HelloMessage.Read(Body(w => new HelloMessage(1, token).Write(w), FrameType.Hello));
        Assert.Equal((1, Convert.ToHexString(token)), (hello.Version, Convert.ToHexString(hello.Token)));
        OpenMessage open = OpenMessage.Read(Body(w => new OpenMessage(-1, long.MaxValue, token, "{}", map).Write(w), FrameType.Open));
        Assert.Equal((-1L, long.MaxValue, "{}"), (open.Partition, open.Epoch, open.Schema));
        Assert.Equal(map, open.Properties);
        Assert.Equal(token, open.WriterId);
        Assert.Equal(new CloseMessage(true, "why"), CloseMessage.Read(Body(w => new CloseMessage(true, "why").Write(w), FrameType.Close)));
        ClosedMessage closed = ClosedMessage.Read(Body(w => new ClosedMessage(5, map).Write(w), FrameType.Closed));
        Assert.Equal((5, "q"), (closed.Rows, closed.Figures["queryId"]));
        Assert.Equal(new ErrorMessage("T", "m", "s"), ErrorMessage.Read(Body(w => new ErrorMessage("T", "m", "s").Write(w), FrameType.Error)));
        Assert.Equal(new AbortMessage("q", 1, 2, 3, "r"), AbortMessage.Read(Body(w => new AbortMessage("q", 1, 2, 3, "r").Write(w), FrameType.Abort)));
    }

    [Fact]
    public void HelloMessage_ToString_HidesTheToken() =>
        Assert.Equal("HelloMessage", new HelloMessage(1, new byte[32]).ToString());

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(FrameHeader.MaxLength + 1, 1)]
    [InlineData(int.MinValue, 6)]
    [InlineData(1, 0)]
    [InlineData(1, 11)]
    public void FrameHeader_OutsideTheProtocol_IsRefused(int length, byte type)
    {
        byte[] header = [.. BitConverter.GetBytes(length), type];

        Assert.Throws<FrameException>(() => FrameHeader.Read(header));
    }

    [Fact]
    public void Messages_OfRandomBytes_AreReadOrRefused()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = new byte[random.Next(120)];
            random.NextBytes(bytes);
            if (bytes.Length > 60 && i % 2 == 0)
            {
                // Small lengths get further into a message than random ones.
                for (int at = 48; at + 4 < bytes.Length; at += 8)
                {
                    BitConverter.TryWriteBytes(bytes.AsSpan(at), random.Next(-1, 9));
                }
            }

            foreach (Action<byte[]> read in new Action<byte[]>[]
            {
                b => HelloMessage.Read(b), b => OpenMessage.Read(b), b => CloseMessage.Read(b),
                b => ClosedMessage.Read(b), b => ErrorMessage.Read(b), b => AbortMessage.Read(b),
            })
            {
                try
                {
                    read(bytes);
                }
                catch (FrameException)
                {
                    // The one way in which bytes may be refused.
                }
                catch (Exception e)
                {
                    Assert.Fail($"seed {seed}, input {Convert.ToHexString(bytes)}: {e}");
                }
            }
        }
    }

    [Fact]
    public void WriteWideDecimal_OfAnyNumber_TakesAsFewBytesAsJavaDoes()
    {
        foreach ((Int128 number, string hex) in new (Int128, string)[] { (0, "0100"), (127, "017F"), (128, "020080"), (-128, "0180"), (-129, "02FF7F"), (-1, "01FF") })
        {
            var writer = new FrameWriter();
            writer.WriteWideDecimal(number);
            Assert.Equal(hex, Convert.ToHexString(writer.WrittenSpan));
            var reader = new RowFrameReader(writer.WrittenSpan);
            Assert.Equal(number, reader.ReadWideDecimal());
        }
    }

    private static byte[] Body(Action<FrameWriter> write, FrameType type)
    {
        var writer = new FrameWriter();
        write(writer);
        FrameHeader header = FrameHeader.Read(writer.WrittenSpan);
        Assert.Equal((type, writer.Length - FrameHeader.Size), (header.Type, header.BodyLength));
        return writer.WrittenSpan[FrameHeader.Size..].ToArray();
    }
}
