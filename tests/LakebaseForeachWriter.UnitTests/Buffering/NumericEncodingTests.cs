using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Lakebase.UnitTests.Schema;

namespace Lakebase.UnitTests.Buffering;

public sealed class NumericEncodingTests
{
    [Theory]
    [InlineData("0", 0, "0000000000000000")]
    [InlineData("0", 2, "0000000000000002")]
    [InlineData("1", 0, "00010000000000000001")]
    [InlineData("-1", 0, "00010000400000000001")]
    [InlineData("10000", 0, "00010001000000000001")]
    [InlineData("12345678", 0, "000200010000000004D2162E")]
    [InlineData("12345", 1, "000200000000000104D21388")]
    [InlineData("5", 4, "0001FFFF000000040005")]
    [InlineData("5", 5, "0001FFFE000000051388")]
    public void Decimal_KnownNumbers_HasGroupsOfFourDigits(string unscaled, int scale, string expected) =>
        Assert.Equal(expected, Encode(Int128.Parse(unscaled, CultureInfo.InvariantCulture), scale));

    [Fact]
    public void Decimal_AnyOf38DigitsAtAnyScale_ReadsBackExactly()
    {
        Gen<Int128> digits = Gen.Choose(1, 38).SelectMany(count => Gen.ArrayOf(Gen.Choose(0, 9), count))
            .Select(numbers => numbers.Aggregate((Int128)0, (sum, digit) => (sum * 10) + digit));
        Arbitrary<(Int128 Unscaled, int Scale)> numbers = Gen.Zip(Gen.Zip(digits, Gen.Elements(1, -1)), Gen.Choose(0, 38))
            .Select(parts => (parts.Item1.Item1 * parts.Item1.Item2, parts.Item2))
            .ToArbitrary();

        Prop.ForAll(numbers, number =>
        {
            (BigInteger unscaled, int scale) = Decode(Convert.FromHexString(Encode(number.Unscaled, number.Scale)));
            return unscaled == (BigInteger)number.Unscaled && scale == number.Scale;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(0.1, "1", 1)]
    [InlineData(-0.0, "0", 0)]
    [InlineData(1e300, "1e300", 0)]
    [InlineData(123456789.125, "123456789125", 3)]
    public void Double_IntoNumeric_IsItsShortestDecimal(double value, string unscaled, int scale)
    {
        string hex = new EncodedColumn("double", Targets.Numeric).Hex(appender => appender.Double(value));

        Assert.Equal((BigInteger.Parse(unscaled, NumberStyles.Float, CultureInfo.InvariantCulture), scale), Decode(Convert.FromHexString(hex)));
    }

    [Fact]
    public void Double_AnyFiniteNumber_ReadsBackAsTheSameDouble() =>
        Prop.ForAll(ArbMap.Default.ArbFor<double>().Filter(double.IsFinite), value =>
        {
            string hex = new EncodedColumn("double", Targets.Numeric).Hex(appender => appender.Double(value));
            (BigInteger unscaled, int scale) = Decode(Convert.FromHexString(hex));
            return double.Parse($"{unscaled}e-{scale}", CultureInfo.InvariantCulture) == value;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Single_IntoNumeric_HasTheFloatsOwnDigits() =>
        Assert.Equal(
            (1, 1),
            Decode(Convert.FromHexString(new EncodedColumn("float", Targets.Numeric).Hex(appender => appender.Single(0.1f)))));

    [Fact]
    public void Double_NotANumberAndInfinity_AreSpecialValues()
    {
        EncodedColumn plain = new("double", Targets.Numeric);
        EncodedColumn limited = new("double", Targets.NumericOf(10, 2));

        Assert.Equal("00000000C0000000", plain.Hex(appender => appender.Double(double.NaN)));
        Assert.Equal("00000000F0000000", plain.Hex(appender => appender.Double(double.NegativeInfinity)));
        Assert.Equal("00000000C0000000", limited.Hex(appender => appender.Double(double.NaN)));
        Assert.Contains("infinity", limited.Refusal(appender => appender.Double(double.PositiveInfinity)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 2, 1239, 3, "behind the point")]
    [InlineData(10, 2, 10_000_000_000, 2, "before the point")]
    [InlineData(2, -1, 15, 0, "behind the point")]
    [InlineData(2, -1, 1_000, 0, "before the point")]
    [InlineData(2, 4, 100, 4, "before the point")]
    public void Decimal_MoreDigitsThanTheColumn_IsRefused(int precision, int scale, long unscaled, int valueScale, string reason) =>
        Assert.Contains(
            reason,
            new EncodedColumn("decimal(38,18)", Targets.NumericOf(precision, scale)).Refusal(appender => appender.Decimal(unscaled, valueScale)),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(10, 2, 1230, 3)]
    [InlineData(10, 2, 9_999_999_999, 2)]
    [InlineData(2, -1, 990, 0)]
    [InlineData(2, 4, 99, 4)]
    [InlineData(2, 4, 0, 18)]
    [InlineData(1000, 500, long.MaxValue, 18)]
    public void Decimal_DigitsThatFit_AreTaken(int precision, int scale, long unscaled, int valueScale) =>
        new EncodedColumn("decimal(38,18)", Targets.NumericOf(precision, scale)).Hex(appender => appender.Decimal(unscaled, valueScale));

    private static string Encode(Int128 unscaled, int scale) =>
        new EncodedColumn("decimal(38,18)", Targets.Numeric).Hex(appender => appender.Decimal(unscaled, scale));

    /// <summary>Reads a binary numeric the slow and obvious way.</summary>
    private static (BigInteger Unscaled, int Scale) Decode(ReadOnlySpan<byte> field)
    {
        int count = BinaryPrimitives.ReadInt16BigEndian(field);
        int weight = BinaryPrimitives.ReadInt16BigEndian(field[2..]);
        int scale = BinaryPrimitives.ReadInt16BigEndian(field[6..]);
        BigInteger tenThousandths = 0;
        for (int i = 0; i < count; i++)
        {
            int group = BinaryPrimitives.ReadInt16BigEndian(field[(8 + (2 * i))..]);
            Assert.InRange(group, 0, 9999);
            tenThousandths = (tenThousandths * 10_000) + group;
        }

        // value = tenThousandths × 10000^(weight - count + 1) = unscaled × 10^-scale
        int exponent = ((weight - count + 1) * 4) + scale;
        BigInteger unscaled = exponent >= 0 ? tenThousandths * BigInteger.Pow(10, exponent) : tenThousandths / BigInteger.Pow(10, -exponent);
        return (BinaryPrimitives.ReadInt16BigEndian(field[4..]) == 0 ? unscaled : -unscaled, scale);
    }
}
