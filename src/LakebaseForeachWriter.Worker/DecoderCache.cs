using System.Collections.Concurrent;
using Lakebase.SparkRows.Frames;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.Worker;

/// <summary>Parsed schemas with their decoders: every epoch of a query brings the same schema.</summary>
internal sealed class DecoderCache
{
    private const int Capacity = 32;

    private readonly ConcurrentDictionary<string, (StructType Schema, RowDecoder Decoder)> _decoders = new(StringComparer.Ordinal);

    /// <exception cref="FrameException">The text is no struct.</exception>
    public (StructType Schema, RowDecoder Decoder) Get(string schemaJson)
    {
        if (_decoders.TryGetValue(schemaJson, out (StructType, RowDecoder) known))
        {
            return known;
        }

        StructType schema = DataType.ParseDataType(schemaJson) as StructType ?? throw new FrameException("OPEN brings a schema that is no struct.");
        if (_decoders.Count >= Capacity)
        {
            _decoders.Clear();
        }

        return _decoders[schemaJson] = (schema, new RowDecoder(schema));
    }
}
