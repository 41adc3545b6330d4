using Newtonsoft.Json.Linq;

namespace Microsoft.Spark.Sql.Types;

/// <summary>Everything that is neither null, array, map nor struct.</summary>
public abstract class AtomicType : DataType
{
    private protected AtomicType(string typeName) : base(typeName)
    {
    }
}

/// <summary>A number.</summary>
public abstract class NumericType : AtomicType
{
    private protected NumericType(string typeName) : base(typeName)
    {
    }
}

/// <summary>A whole number.</summary>
public abstract class IntegralType : NumericType
{
    private protected IntegralType(string typeName) : base(typeName)
    {
    }
}

/// <summary>A number with a fraction.</summary>
public abstract class FractionalType : NumericType
{
    private protected FractionalType(string typeName) : base(typeName)
    {
    }
}

/// <summary>The type of a column that holds nothing but nulls. Spark writes it as <c>void</c>.</summary>
public sealed class NullType : DataType
{
    /// <summary>Creates the type.</summary>
    public NullType() : base("null")
    {
    }

    // The name that Spark has written since 3.0; it still reads "null".
    internal override JToken JsonValue => new JValue("void");
}

/// <summary>A byte array.</summary>
public sealed class BinaryType : AtomicType
{
    /// <summary>Creates the type.</summary>
    public BinaryType() : base("binary")
    {
    }
}

/// <summary>True or false.</summary>
public sealed class BooleanType : AtomicType
{
    /// <summary>Creates the type.</summary>
    public BooleanType() : base("boolean")
    {
    }
}

/// <summary>A day of the proleptic Gregorian calendar, without a time zone.</summary>
public sealed class DateType : AtomicType
{
    /// <summary>Creates the type.</summary>
    public DateType() : base("date")
    {
    }
}

/// <summary>An instant with microseconds (Spark's <c>timestamp_ltz</c>).</summary>
public sealed class TimestampType : AtomicType
{
    /// <summary>Creates the type.</summary>
    public TimestampType() : base("timestamp")
    {
    }
}

/// <summary>A 64-bit floating point number.</summary>
public sealed class DoubleType : FractionalType
{
    /// <summary>Creates the type.</summary>
    public DoubleType() : base("double")
    {
    }
}

/// <summary>A 32-bit floating point number.</summary>
public sealed class FloatType : FractionalType
{
    /// <summary>Creates the type.</summary>
    public FloatType() : base("float")
    {
    }
}

/// <summary>A signed 8-bit integer.</summary>
public sealed class ByteType : IntegralType
{
    /// <summary>Creates the type.</summary>
    public ByteType() : base("byte")
    {
    }
}

/// <summary>A signed 16-bit integer.</summary>
public sealed class ShortType : IntegralType
{
    /// <summary>Creates the type.</summary>
    public ShortType() : base("short")
    {
    }
}

/// <summary>A signed 32-bit integer.</summary>
public sealed class IntegerType : IntegralType
{
    /// <summary>Creates the type.</summary>
    public IntegerType() : base("integer")
    {
    }
}

/// <summary>A signed 64-bit integer.</summary>
public sealed class LongType : IntegralType
{
    /// <summary>Creates the type.</summary>
    public LongType() : base("long")
    {
    }
}
