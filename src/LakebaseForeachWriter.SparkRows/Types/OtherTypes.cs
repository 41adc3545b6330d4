using Newtonsoft.Json.Linq;

namespace Microsoft.Spark.Sql.Types;

/// <summary>A value whose shape differs from row to row (Spark 4.0 and later). In a <see cref="Row"/> it is JSON text.</summary>
public sealed class VariantType : AtomicType
{
    /// <summary>Creates the type.</summary>
    public VariantType() : base("variant")
    {
    }
}

/// <summary>A user-defined type of the JVM or of Python. Such a column cannot be read outside Spark.</summary>
public sealed class UserDefinedType : DataType
{
    private readonly JObject _json;

    internal UserDefinedType(JObject json) : base("udt") => _json = json;

    /// <summary>The class that defines the type, or an empty text.</summary>
    public string ClassName => (string?)_json["class"] ?? (string?)_json["pyClass"] ?? "";

    /// <inheritdoc/>
    public override string SimpleString => $"udt<{ClassName}>";

    internal override JToken JsonValue => _json.DeepClone();
}

/// <summary>A type that this library does not know; it keeps what Spark calls it.</summary>
public sealed class UnknownType : DataType
{
    private readonly JToken _json;

    internal UnknownType(string name, JToken json) : base(name) => _json = json;

    internal override JToken JsonValue => _json.DeepClone();
}
