namespace Microsoft.Spark.Sql.Types;

/// <summary>A decimal number of fixed precision and scale.</summary>
public sealed class DecimalType : FractionalType
{
    /// <summary>Creates the type.</summary>
    /// <param name="precision">Number of digits, 1 to 38; default 10.</param>
    /// <param name="scale">Number of digits behind the decimal point; default 0.</param>
    public DecimalType(int precision = 10, int scale = 0) : base("decimal") => (Precision, Scale) = (precision, scale);

    /// <summary>Number of digits.</summary>
    public int Precision { get; }

    /// <summary>Number of digits behind the decimal point.</summary>
    public int Scale { get; }

    /// <inheritdoc/>
    public override string SimpleString => $"decimal({Precision},{Scale})";
}
