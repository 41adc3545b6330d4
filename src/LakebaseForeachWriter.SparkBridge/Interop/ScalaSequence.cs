namespace Microsoft.Spark.Interop;

/// <summary>Scala's sequences, for the few methods of Spark that have no form for Java.</summary>
internal static class ScalaSequence
{
    public static JvmObject Create(JvmGateway gateway, IEnumerable<object> elements)
    {
        using var list = gateway.Construct("java.util.ArrayList");
        foreach (var element in elements)
        {
            list.CallVoid("add", element);
        }

        using var buffer = gateway.CallStaticObject("scala.collection.JavaConverters", "asScalaBuffer", list);
        return buffer.CallObject("toSeq");
    }
}
