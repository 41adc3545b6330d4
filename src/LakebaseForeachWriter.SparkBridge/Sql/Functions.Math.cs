namespace Microsoft.Spark.Sql;

// Numbers and hashes. Each function is Spark's function of the same name.
public static partial class Functions
{
    /// <summary>Without sign.</summary>
    public static Column Abs(Column column) => Apply("abs", column);

    /// <summary>Arc cosine.</summary>
    public static Column Acos(Column column) => Apply("acos", column);

    /// <summary>Arc cosine.</summary>
    public static Column Acos(string columnName) => Apply("acos", columnName);

    /// <summary>Inverse hyperbolic cosine.</summary>
    public static Column Acosh(Column column) => Apply("acosh", column);

    /// <summary>Inverse hyperbolic cosine.</summary>
    public static Column Acosh(string columnName) => Apply("acosh", columnName);

    /// <summary>Arc sine.</summary>
    public static Column Asin(Column column) => Apply("asin", column);

    /// <summary>Arc sine.</summary>
    public static Column Asin(string columnName) => Apply("asin", columnName);

    /// <summary>Inverse hyperbolic sine.</summary>
    public static Column Asinh(Column column) => Apply("asinh", column);

    /// <summary>Inverse hyperbolic sine.</summary>
    public static Column Asinh(string columnName) => Apply("asinh", columnName);

    /// <summary>Arc tangent.</summary>
    public static Column Atan(Column column) => Apply("atan", column);

    /// <summary>Arc tangent.</summary>
    public static Column Atan(string columnName) => Apply("atan", columnName);

    /// <summary>Inverse hyperbolic tangent.</summary>
    public static Column Atanh(Column column) => Apply("atanh", column);

    /// <summary>Inverse hyperbolic tangent.</summary>
    public static Column Atanh(string columnName) => Apply("atanh", columnName);

    /// <summary>Angle of a point (y, x).</summary>
    public static Column Atan2(Column y, Column x) => Apply("atan2", y, x);

    /// <summary>Angle of a point (y, x).</summary>
    public static Column Atan2(Column y, string xName) => Apply("atan2", y, xName);

    /// <summary>Angle of a point (y, x).</summary>
    public static Column Atan2(Column y, double xValue) => Apply("atan2", y, xValue);

    /// <summary>Angle of a point (y, x).</summary>
    public static Column Atan2(string yName, Column x) => Apply("atan2", yName, x);

    /// <summary>Angle of a point (y, x).</summary>
    public static Column Atan2(string yName, string xName) => Apply("atan2", yName, xName);

    /// <summary>Angle of a point (y, x).</summary>
    public static Column Atan2(string yName, double xValue) => Apply("atan2", yName, xValue);

    /// <summary>Angle of a point (y, x).</summary>
    public static Column Atan2(double yValue, Column x) => Apply("atan2", yValue, x);

    /// <summary>Angle of a point (y, x).</summary>
    public static Column Atan2(double yValue, string xName) => Apply("atan2", yValue, xName);

    /// <summary>Binary digits.</summary>
    public static Column Bin(Column column) => Apply("bin", column);

    /// <summary>Binary digits.</summary>
    public static Column Bin(string columnName) => Apply("bin", columnName);

    /// <summary>All bits turned.</summary>
    public static Column Bitwise_Not(Column column) => Apply("bitwise_not", column);

    /// <summary>All bits turned.</summary>
    public static Column BitwiseNOT(Column column) => Apply("bitwiseNOT", column);

    /// <summary>Rounded, half to even.</summary>
    public static Column Bround(Column column) => Apply("bround", column);

    /// <summary>Rounded, half to even.</summary>
    public static Column Bround(Column column, int scale) => Apply("bround", column, scale);

    /// <summary>Cube root.</summary>
    public static Column Cbrt(Column column) => Apply("cbrt", column);

    /// <summary>Cube root.</summary>
    public static Column Cbrt(string columnName) => Apply("cbrt", columnName);

    /// <summary>Rounded up.</summary>
    public static Column Ceil(Column column) => Apply("ceil", column);

    /// <summary>Rounded up.</summary>
    public static Column Ceil(string columnName) => Apply("ceil", columnName);

    /// <summary>Rounded up.</summary>
    public static Column Ceil(Column column1, Column column2) => Apply("ceil", column1, column2);

    /// <summary>A number in another base.</summary>
    public static Column Conv(Column column, int fromBase, int toBase) => Apply("conv", column, fromBase, toBase);

    /// <summary>Cosine.</summary>
    public static Column Cos(Column column) => Apply("cos", column);

    /// <summary>Cosine.</summary>
    public static Column Cos(string columnName) => Apply("cos", columnName);

    /// <summary>Hyperbolic cosine.</summary>
    public static Column Cosh(Column column) => Apply("cosh", column);

    /// <summary>Hyperbolic cosine.</summary>
    public static Column Cosh(string columnName) => Apply("cosh", columnName);

    /// <summary>CRC-32.</summary>
    public static Column Crc32(Column column) => Apply("crc32", column);

    /// <summary>Degrees of radians.</summary>
    public static Column Degrees(Column column) => Apply("degrees", column);

    /// <summary>Degrees of radians.</summary>
    public static Column Degrees(string columnName) => Apply("degrees", columnName);

    /// <summary>Power of e.</summary>
    public static Column Exp(Column column) => Apply("exp", column);

    /// <summary>Power of e.</summary>
    public static Column Exp(string columnName) => Apply("exp", columnName);

    /// <summary>Power of e, minus 1.</summary>
    public static Column Expm1(Column column) => Apply("expm1", column);

    /// <summary>Power of e, minus 1.</summary>
    public static Column Expm1(string columnName) => Apply("expm1", columnName);

    /// <summary>Factorial.</summary>
    public static Column Factorial(Column column) => Apply("factorial", column);

    /// <summary>Rounded down.</summary>
    public static Column Floor(Column column) => Apply("floor", column);

    /// <summary>Rounded down.</summary>
    public static Column Floor(string columnName) => Apply("floor", columnName);

    /// <summary>Rounded down.</summary>
    public static Column Floor(Column column1, Column column2) => Apply("floor", column1, column2);

    /// <summary>32-bit hash.</summary>
    public static Column Hash(params Column[] columns) => Apply("hash", [columns]);

    /// <summary>Hexadecimal digits.</summary>
    public static Column Hex(Column column) => Apply("hex", column);

    /// <summary>Length of a hypotenuse.</summary>
    public static Column Hypot(Column left, Column right) => Apply("hypot", left, right);

    /// <summary>Length of a hypotenuse.</summary>
    public static Column Hypot(Column left, string rightName) => Apply("hypot", left, rightName);

    /// <summary>Length of a hypotenuse.</summary>
    public static Column Hypot(Column left, double right) => Apply("hypot", left, right);

    /// <summary>Length of a hypotenuse.</summary>
    public static Column Hypot(string leftName, Column right) => Apply("hypot", leftName, right);

    /// <summary>Length of a hypotenuse.</summary>
    public static Column Hypot(string leftName, string rightName) => Apply("hypot", leftName, rightName);

    /// <summary>Length of a hypotenuse.</summary>
    public static Column Hypot(string leftName, double right) => Apply("hypot", leftName, right);

    /// <summary>Length of a hypotenuse.</summary>
    public static Column Hypot(double left, Column right) => Apply("hypot", left, right);

    /// <summary>Length of a hypotenuse.</summary>
    public static Column Hypot(double left, string rightName) => Apply("hypot", left, rightName);

    /// <summary>Natural logarithm, or that of a base.</summary>
    public static Column Log(Column column) => Apply("log", column);

    /// <summary>Natural logarithm, or that of a base.</summary>
    public static Column Log(string columnName) => Apply("log", columnName);

    /// <summary>Natural logarithm, or that of a base.</summary>
    public static Column Log(double logBase, Column column) => Apply("log", logBase, column);

    /// <summary>Natural logarithm, or that of a base.</summary>
    public static Column Log(double logBase, string columnName) => Apply("log", logBase, columnName);

    /// <summary>Logarithm of base 10.</summary>
    public static Column Log10(Column column) => Apply("log10", column);

    /// <summary>Logarithm of base 10.</summary>
    public static Column Log10(string columnName) => Apply("log10", columnName);

    /// <summary>Natural logarithm of a number plus 1.</summary>
    public static Column Log1p(Column column) => Apply("log1p", column);

    /// <summary>Natural logarithm of a number plus 1.</summary>
    public static Column Log1p(string columnName) => Apply("log1p", columnName);

    /// <summary>Logarithm of base 2.</summary>
    public static Column Log2(Column column) => Apply("log2", column);

    /// <summary>Logarithm of base 2.</summary>
    public static Column Log2(string columnName) => Apply("log2", columnName);

    /// <summary>MD5.</summary>
    public static Column Md5(Column column) => Apply("md5", column);

    /// <summary>Remainder that is not negative.</summary>
    public static Column Pmod(Column left, Column right) => Apply("pmod", left, right);

    /// <summary>Power.</summary>
    public static Column Pow(Column left, Column right) => Apply("pow", left, right);

    /// <summary>Power.</summary>
    public static Column Pow(Column left, string rightName) => Apply("pow", left, rightName);

    /// <summary>Power.</summary>
    public static Column Pow(Column left, double right) => Apply("pow", left, right);

    /// <summary>Power.</summary>
    public static Column Pow(string leftName, Column right) => Apply("pow", leftName, right);

    /// <summary>Power.</summary>
    public static Column Pow(string leftName, string rightName) => Apply("pow", leftName, rightName);

    /// <summary>Power.</summary>
    public static Column Pow(string leftName, double right) => Apply("pow", leftName, right);

    /// <summary>Power.</summary>
    public static Column Pow(double left, Column right) => Apply("pow", left, right);

    /// <summary>Power.</summary>
    public static Column Pow(double left, string rightName) => Apply("pow", left, rightName);

    /// <summary>Radians of degrees.</summary>
    public static Column Radians(Column column) => Apply("radians", column);

    /// <summary>Radians of degrees.</summary>
    public static Column Radians(string columnName) => Apply("radians", columnName);

    /// <summary>The nearest whole number.</summary>
    public static Column Rint(Column column) => Apply("rint", column);

    /// <summary>The nearest whole number.</summary>
    public static Column Rint(string columnName) => Apply("rint", columnName);

    /// <summary>Rounded, half up.</summary>
    public static Column Round(Column column) => Apply("round", column);

    /// <summary>Rounded, half up.</summary>
    public static Column Round(Column column, int scale) => Apply("round", column, scale);

    /// <summary>SHA-1.</summary>
    public static Column Sha1(Column column) => Apply("sha1", column);

    /// <summary>SHA-2 of a number of bits.</summary>
    public static Column Sha2(Column column, int numBits) => Apply("sha2", column, numBits);

    /// <summary>Bits moved left.</summary>
    public static Column ShiftLeft(Column column, int numBits) => Apply("shiftLeft", column, numBits);

    /// <summary>Bits moved left.</summary>
    public static Column Shiftleft(Column column, int numBits) => Apply("shiftleft", column, numBits);

    /// <summary>Bits moved right.</summary>
    public static Column ShiftRight(Column column, int numBits) => Apply("shiftRight", column, numBits);

    /// <summary>Bits moved right.</summary>
    public static Column Shiftright(Column column, int numBits) => Apply("shiftright", column, numBits);

    /// <summary>Bits moved right, zeros from the left.</summary>
    public static Column ShiftRightUnsigned(Column column, int numBits) => Apply("shiftRightUnsigned", column, numBits);

    /// <summary>Bits moved right, zeros from the left.</summary>
    public static Column Shiftrightunsigned(Column column, int numBits) => Apply("shiftrightunsigned", column, numBits);

    /// <summary>Sign.</summary>
    public static Column Signum(Column column) => Apply("signum", column);

    /// <summary>Sign.</summary>
    public static Column Signum(string columnName) => Apply("signum", columnName);

    /// <summary>Sine.</summary>
    public static Column Sin(Column column) => Apply("sin", column);

    /// <summary>Sine.</summary>
    public static Column Sin(string columnName) => Apply("sin", columnName);

    /// <summary>Hyperbolic sine.</summary>
    public static Column Sinh(Column column) => Apply("sinh", column);

    /// <summary>Hyperbolic sine.</summary>
    public static Column Sinh(string columnName) => Apply("sinh", columnName);

    /// <summary>Square root.</summary>
    public static Column Sqrt(Column column) => Apply("sqrt", column);

    /// <summary>Square root.</summary>
    public static Column Sqrt(string columnName) => Apply("sqrt", columnName);

    /// <summary>Tangent.</summary>
    public static Column Tan(Column column) => Apply("tan", column);

    /// <summary>Tangent.</summary>
    public static Column Tan(string columnName) => Apply("tan", columnName);

    /// <summary>Hyperbolic tangent.</summary>
    public static Column Tanh(Column column) => Apply("tanh", column);

    /// <summary>Hyperbolic tangent.</summary>
    public static Column Tanh(string columnName) => Apply("tanh", columnName);

    /// <summary>Degrees of radians.</summary>
    public static Column ToDegrees(Column column) => Apply("toDegrees", column);

    /// <summary>Degrees of radians.</summary>
    public static Column ToDegrees(string columnName) => Apply("toDegrees", columnName);

    /// <summary>Radians of degrees.</summary>
    public static Column ToRadians(Column column) => Apply("toRadians", column);

    /// <summary>Radians of degrees.</summary>
    public static Column ToRadians(string columnName) => Apply("toRadians", columnName);

    /// <summary>Bytes of hexadecimal digits.</summary>
    public static Column Unhex(Column column) => Apply("unhex", column);

    /// <summary>64-bit hash.</summary>
    public static Column XXHash64(params Column[] columns) => Apply("xxhash64", [columns]);
}
