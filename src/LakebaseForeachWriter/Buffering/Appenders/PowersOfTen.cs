namespace Lakebase.Buffering.Appenders;

/// <summary>Powers of ten, exact.</summary>
internal static class PowersOfTen
{
    /// <summary>The largest exponent that 128 bits hold.</summary>
    public const int MaxExponent = 38;

    private static readonly UInt128[] Table = CreateTable();

    /// <summary>10^exponent, 0 … <see cref="MaxExponent"/>.</summary>
    public static UInt128 UInt128(int exponent) => Table[exponent];

    /// <summary>10^exponent, 0 … 19.</summary>
    public static ulong UInt64(int exponent) => (ulong)Table[exponent];

    private static UInt128[] CreateTable()
    {
        UInt128[] table = new UInt128[MaxExponent + 1];
        table[0] = System.UInt128.One;
        for (int i = 1; i < table.Length; i++)
        {
            table[i] = table[i - 1] * 10;
        }

        return table;
    }
}
