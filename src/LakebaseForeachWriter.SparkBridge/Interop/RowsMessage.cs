using Lakebase.SparkRows.Frames;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Microsoft.Spark.Interop;

/// <summary>Rows on their way between the driver's two halves: a count, then the rows (docs/protocol.md §2).</summary>
internal static class RowsMessage
{
    /// <summary>Decodes one piece of a collected frame.</summary>
    public static IReadOnlyList<Row> Read(byte[] piece, RowDecoder decoder)
    {
        var reader = new RowFrameReader(piece);
        var rows = new Row[reader.ReadInt32()];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = decoder.Read(ref reader);
        }

        reader.ExpectEnd();
        return rows;
    }

    /// <summary>Encodes the rows of a new frame.</summary>
    /// <exception cref="ArgumentException">A row does not fit the schema.</exception>
    public static byte[] Write(IEnumerable<GenericRow> data, StructType schema)
    {
        var encoder = new RowEncoder(schema);
        var rows = data.ToList();
        var writer = new FrameWriter();
        writer.WriteInt32(rows.Count);
        foreach (var row in rows)
        {
            encoder.Write(writer, row.Values);
        }

        return writer.WrittenSpan.ToArray();
    }
}
