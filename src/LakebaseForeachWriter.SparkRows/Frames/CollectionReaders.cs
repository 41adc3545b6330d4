using System.Collections;

namespace Lakebase.SparkRows.Frames;

/// <summary>An array as an <see cref="ArrayList"/>.</summary>
internal sealed class ArrayReader(ValueReader element) : ValueReader
{
    public override object Read(ref RowFrameReader reader)
    {
        int count = reader.ReadCount();
        NullBitmap nulls = reader.ReadNullBitmap(count);
        var list = new ArrayList(Math.Min(count, reader.Remaining));
        for (int i = 0; i < count; i++)
        {
            list.Add(nulls.IsNull(i) ? null : element.Read(ref reader));
        }

        return list;
    }
}

/// <summary>A map as a <see cref="Hashtable"/>.</summary>
internal sealed class MapReader(ValueReader key, ValueReader value) : ValueReader
{
    public override object Read(ref RowFrameReader reader)
    {
        int count = reader.ReadCount();
        var keys = new List<object>(Math.Min(count, reader.Remaining));
        for (int i = 0; i < count; i++)
        {
            keys.Add(key.Read(ref reader) ?? throw new FrameException("A map holds a key that is null."));
        }

        NullBitmap nulls = reader.ReadNullBitmap(count);
        var map = new Hashtable(count);
        for (int i = 0; i < count; i++)
        {
            map[keys[i]] = nulls.IsNull(i) ? null : value.Read(ref reader);
        }

        return map;
    }
}
