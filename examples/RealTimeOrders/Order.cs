using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealTimeOrders;

/// <summary>What an order is at one moment: the last one of an id is what the table must hold.</summary>
/// <param name="OrderId">The key, in the topic and in the table.</param>
/// <param name="Customer">Who ordered.</param>
/// <param name="Amount">In euros and cents.</param>
/// <param name="Status">How far it is.</param>
/// <param name="UpdatedAt">Microseconds since 1970; it grows from each event to the next.</param>
internal sealed record Order(
    [property: JsonPropertyName("order_id")] long OrderId,
    [property: JsonPropertyName("customer")] string Customer,
    [property: JsonPropertyName("amount")] decimal Amount,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("updated_at")] long UpdatedAt)
{
    /// <summary>The same as Spark's <c>from_json</c> wants to be told it.</summary>
    public const string SparkSchema = "order_id BIGINT, customer STRING, amount DECIMAL(12,2), status STRING, updated_at BIGINT";

    /// <summary>When the record says that it was made: Kafka's timestamps have milliseconds.</summary>
    public long RecordMilliseconds => UpdatedAt / 1_000;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, OrderJson.Default.Order);

    public static Order FromJson(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, OrderJson.Default.Order)!;
}

[JsonSerializable(typeof(Order))]
internal sealed partial class OrderJson : JsonSerializerContext;
