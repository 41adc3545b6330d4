// Microsoft.Spark carries no nullability annotations; code written against it must not meet warnings here.
#nullable disable annotations
using Newtonsoft.Json.Linq;

namespace Microsoft.Spark.Sql.Types;

/// <summary>One field of a <see cref="StructType"/>.</summary>
public sealed class StructField
{
    /// <summary>Creates the field.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dataType">Its type.</param>
    /// <param name="isNullable">Whether its values can be null; default true.</param>
    /// <param name="metadata">Further properties that Spark carries along; default none.</param>
    public StructField(string name, DataType dataType, bool isNullable = true, JObject metadata = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(dataType);
        Name = name;
        DataType = dataType;
        IsNullable = isNullable;
        Metadata = metadata ?? new JObject();
    }

    /// <summary>The field's name.</summary>
    public string Name { get; }

    /// <summary>The field's type.</summary>
    public DataType DataType { get; }

    /// <summary>Whether values can be null.</summary>
    public bool IsNullable { get; }

    /// <summary>Further properties that Spark carries along; collations are not among them but part of <see cref="DataType"/>.</summary>
    public JObject Metadata { get; }

    internal JToken JsonValue => new JObject
    {
        ["name"] = Name,
        ["type"] = DataType.JsonValue,
        ["nullable"] = IsNullable,
        ["metadata"] = Collations.AddTo(Metadata, Name, DataType),
    };

    /// <summary>A readable form: <c>StructField(name,type)</c>.</summary>
    public override string ToString() => $"StructField({Name},{DataType.SimpleString})";
}
