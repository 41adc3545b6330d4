using Lakebase.SparkRows.Frames;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.Benchmarks.Shapes;

/// <summary>Encoded rows of one ROWS frame.</summary>
/// <param name="Rows">The rows' bytes.</param>
/// <param name="Count">How many they are.</param>
internal sealed record RowFrame(byte[] Rows, int Count)
{
    /// <summary>As much as the jar collects under load before it sends.</summary>
    private const int FrameBytes = 256 * 1024;

    /// <summary>Rows as the jar encodes them, in frames of its size.</summary>
    public static IReadOnlyList<RowFrame> Encode(StructType schema, IEnumerable<IReadOnlyList<object?>> rows)
    {
        RowEncoder encoder = new(schema);
        FrameWriter writer = new();
        List<RowFrame> frames = [];
        int count = 0;
        foreach (IReadOnlyList<object?> row in rows)
        {
            encoder.Write(writer, row);
            count++;
            if (writer.Length >= FrameBytes)
            {
                End();
            }
        }

        if (count > 0)
        {
            End();
        }

        return frames;

        void End()
        {
            frames.Add(new RowFrame(writer.WrittenSpan.ToArray(), count));
            writer.Clear();
            count = 0;
        }
    }
}
