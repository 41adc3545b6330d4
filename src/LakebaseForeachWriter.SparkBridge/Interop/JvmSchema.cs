using Microsoft.Spark.Sql.Types;

namespace Microsoft.Spark.Interop;

/// <summary>Schemas and other types in the form that Spark's methods take.</summary>
internal static class JvmSchema
{
    public static JvmObject Create(JvmGateway gateway, DataType schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return gateway.CallStaticObject("org.apache.spark.sql.types.DataType", "fromJson", schema.Json);
    }
}
