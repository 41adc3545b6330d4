using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>array → a one-dimensional array: a header, then the elements as fields of their own.</summary>
internal sealed class ArrayAppender(ColumnBuffer buffer, ColumnMapping column, uint elementOid, ColumnAppender element)
    : ColumnAppender(buffer, column)
{
    public override ColumnAppender BeginArray(int count, bool hasNulls)
    {
        int headerLength = count == 0 ? ArrayEncoder.EmptyHeaderLength : ArrayEncoder.HeaderLength;
        ArrayEncoder.WriteHeader(Buffer.OpenArray(headerLength), count, hasNulls, elementOid);
        return element;
    }

    public override void EndArray()
    {
        Span<byte> array = Buffer.CloseArray(out bool hasNulls);
        if (hasNulls)
        {
            // An element that did not fit may have become a null after the header was written.
            ArrayEncoder.MarkNulls(array);
        }
    }
}
