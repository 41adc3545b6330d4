using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Sql;

/// <summary>Connection properties in the form that Spark's JDBC methods take.</summary>
internal static class JdbcProperties
{
    public static JvmObject Create(JvmGateway gateway, Dictionary<string, string> properties)
    {
        var jvm = gateway.Construct("java.util.Properties");
        foreach (var (key, value) in properties)
        {
            jvm.CallVoid("setProperty", key, value);
        }

        return jvm;
    }
}
