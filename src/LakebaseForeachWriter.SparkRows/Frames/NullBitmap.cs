namespace Lakebase.SparkRows.Frames;

/// <summary>Which values of a row, array or map are null; it looks into the frame and lives as long.</summary>
internal readonly ref struct NullBitmap(ReadOnlySpan<byte> bits)
{
    private readonly ReadOnlySpan<byte> _bits = bits;

    public static int SizeFor(int count) => (int)(((uint)count + 7) / 8);

    public bool IsNull(int index) => (_bits[index >> 3] & (1 << (index & 7))) != 0;
}
