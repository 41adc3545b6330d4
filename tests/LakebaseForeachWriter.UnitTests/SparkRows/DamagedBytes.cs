using System.Buffers.Binary;
using System.Globalization;

namespace Lakebase.UnitTests.SparkRows;

/// <summary>Bytes that were valid before they were damaged: they get further into a decoder than random ones.</summary>
internal sealed class DamagedBytes
{
    private const string SeedVariable = "LAKEBASE_FUZZ_SEED";

    private static readonly int[] s_lengths = [-1, 0, 1, 2, 7, 255, 65_536, int.MaxValue, int.MinValue, 64 * 1024 * 1024];

    private readonly Random _random;
    private readonly IReadOnlyList<byte[]> _valid;

    public DamagedBytes(IReadOnlyList<byte[]> valid)
    {
        _valid = valid;
        string? asked = Environment.GetEnvironmentVariable(SeedVariable);
        Seed = string.IsNullOrEmpty(asked) ? Environment.TickCount : int.Parse(asked, CultureInfo.InvariantCulture);
        _random = new Random(Seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"{SeedVariable}={Seed}");
    }

    public int Seed { get; }

    /// <summary>Gives a decoder so many inputs. It may read them, or throw one of the exceptions that mean "refused".</summary>
    public void Give(int count, Action<byte[]> decode, params Type[] refusals)
    {
        for (int i = 0; i < count; i++)
        {
            byte[] input = Next();
            try
            {
                decode(input);
            }
            catch (Exception e) when (Array.Exists(refusals, refusal => refusal.IsInstanceOfType(e)))
            {
                // The way in which bytes may be refused.
            }
            catch (Exception e)
            {
                Assert.Fail($"{SeedVariable}={Seed}, input {i}, {Convert.ToHexString(input)}: {e}");
            }
        }
    }

    private byte[] Next()
    {
        byte[] bytes = [.. _valid[_random.Next(_valid.Count)]];
        for (int damages = _random.Next(1, 4); damages > 0; damages--)
        {
            bytes = Damage(bytes);
        }

        return bytes;
    }

    private byte[] Damage(byte[] bytes)
    {
        int at = _random.Next(bytes.Length + 1);
        switch (_random.Next(5))
        {
            case 0 when at < bytes.Length:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                return bytes;
            case 1 when at + sizeof(int) <= bytes.Length:
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), s_lengths[_random.Next(s_lengths.Length)]);
                return bytes;
            case 2:
                return bytes[..at];
            case 3:
                byte[] more = new byte[_random.Next(9)];
                _random.NextBytes(more);
                return [.. bytes[..at], .. more, .. bytes[at..]];
            default:
                return [.. bytes[..at], .. _valid[_random.Next(_valid.Count)]];
        }
    }
}
