using Newtonsoft.Json.Linq;

namespace Microsoft.Spark.Sql.Types;

/// <summary>Text, with a collation from Spark 4.0 on.</summary>
public sealed class StringType : AtomicType
{
    /// <summary>The collation of ordinary strings: comparison byte by byte.</summary>
    public const string DefaultCollation = "UTF8_BINARY";

    /// <summary>Creates the type with the default collation.</summary>
    public StringType() : this(DefaultCollation)
    {
    }

    /// <summary>Creates the type with a collation (Spark 4.0 and later).</summary>
    /// <param name="collation">A collation name such as <c>UNICODE_CI</c>.</param>
    public StringType(string collation) : base("string")
    {
        ArgumentException.ThrowIfNullOrEmpty(collation);
        Collation = collation;
    }

    /// <summary>The collation's name; <see cref="DefaultCollation"/> unless given.</summary>
    public string Collation { get; }

    /// <inheritdoc/>
    public override string SimpleString => HasDefaultCollation ? TypeName : $"{TypeName} collate {Collation}";

    internal bool HasDefaultCollation => Collation == DefaultCollation;

    // Spark keeps collations in the metadata of the field around the type, so that older versions can read the schema.
    internal override JToken JsonValue => new JValue(TypeName);
}

/// <summary>Text padded to a fixed length. Spark shows such a column as a string unless told to keep the type.</summary>
public sealed class CharType : AtomicType
{
    /// <summary>Creates the type.</summary>
    /// <param name="length">Length in characters.</param>
    public CharType(int length) : base("char") => Length = length;

    /// <summary>Length in characters.</summary>
    public int Length { get; }

    /// <inheritdoc/>
    public override string SimpleString => $"char({Length})";
}

/// <summary>Text of limited length. Spark shows such a column as a string unless told to keep the type.</summary>
public sealed class VarcharType : AtomicType
{
    /// <summary>Creates the type.</summary>
    /// <param name="length">Largest length in characters.</param>
    public VarcharType(int length) : base("varchar") => Length = length;

    /// <summary>Largest length in characters.</summary>
    public int Length { get; }

    /// <inheritdoc/>
    public override string SimpleString => $"varchar({Length})";
}
