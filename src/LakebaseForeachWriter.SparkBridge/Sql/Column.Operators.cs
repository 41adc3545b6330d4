namespace Microsoft.Spark.Sql;

public sealed partial class Column
{
    /// <summary>Opposite sign.</summary>
    public static Column operator -(Column self) => Functions.Negate(self);

    /// <summary>Opposite truth value.</summary>
    public static Column operator !(Column self) => Functions.Not(self);

    /// <summary>Equal to.</summary>
    public static Column operator ==(Column lhs, object rhs) => Apply(lhs, "equalTo", rhs);

    /// <summary>Not equal to.</summary>
    public static Column operator !=(Column lhs, object rhs) => Apply(lhs, "notEqual", rhs);

    /// <summary>Greater than.</summary>
    public static Column operator >(Column lhs, object rhs) => Apply(lhs, "gt", rhs);

    /// <summary>Less than.</summary>
    public static Column operator <(Column lhs, object rhs) => Apply(lhs, "lt", rhs);

    /// <summary>Less than or equal to.</summary>
    public static Column operator <=(Column lhs, object rhs) => Apply(lhs, "leq", rhs);

    /// <summary>Greater than or equal to.</summary>
    public static Column operator >=(Column lhs, object rhs) => Apply(lhs, "geq", rhs);

    /// <summary>Either.</summary>
    public static Column operator |(Column lhs, Column rhs) => Apply(lhs, "or", rhs);

    /// <summary>Both.</summary>
    public static Column operator &(Column lhs, Column rhs) => Apply(lhs, "and", rhs);

    /// <summary>Sum, or both texts together.</summary>
    public static Column operator +(Column lhs, object rhs) => Apply(lhs, "plus", rhs);

    /// <summary>Difference.</summary>
    public static Column operator -(Column lhs, object rhs) => Apply(lhs, "minus", rhs);

    /// <summary>Product.</summary>
    public static Column operator *(Column lhs, object rhs) => Apply(lhs, "multiply", rhs);

    /// <summary>Quotient.</summary>
    public static Column operator /(Column lhs, object rhs) => Apply(lhs, "divide", rhs);

    /// <summary>Remainder.</summary>
    public static Column operator %(Column lhs, object rhs) => Apply(lhs, "mod", rhs);

    /// <summary>Equal to.</summary>
    public Column EqualTo(object other) => Apply("equalTo", other);

    /// <summary>Not equal to.</summary>
    public Column NotEqual(object other) => Apply("notEqual", other);

    /// <summary>Greater than.</summary>
    public Column Gt(object other) => Apply("gt", other);

    /// <summary>Less than.</summary>
    public Column Lt(object other) => Apply("lt", other);

    /// <summary>Less than or equal to.</summary>
    public Column Leq(object other) => Apply("leq", other);

    /// <summary>Greater than or equal to.</summary>
    public Column Geq(object other) => Apply("geq", other);

    /// <summary>Equal to, where null equals null.</summary>
    public Column EqNullSafe(object other) => Apply("eqNullSafe", other);

    /// <summary>Either.</summary>
    public Column Or(Column other) => Apply("or", other);

    /// <summary>Both.</summary>
    public Column And(Column other) => Apply("and", other);

    /// <summary>Sum.</summary>
    public Column Plus(object other) => Apply("plus", other);

    /// <summary>Difference.</summary>
    public Column Minus(object other) => Apply("minus", other);

    /// <summary>Product.</summary>
    public Column Multiply(object other) => Apply("multiply", other);

    /// <summary>Quotient.</summary>
    public Column Divide(object other) => Apply("divide", other);

    /// <summary>Remainder.</summary>
    public Column Mod(object other) => Apply("mod", other);

    /// <summary>Bits set in either.</summary>
    public Column BitwiseOR(object other) => Apply("bitwiseOR", other);

    /// <summary>Bits set in both.</summary>
    public Column BitwiseAND(object other) => Apply("bitwiseAND", other);

    /// <summary>Bits set in one of the two.</summary>
    public Column BitwiseXOR(object other) => Apply("bitwiseXOR", other);

    /// <summary>Whether both are the same expression in the JVM.</summary>
    public override bool Equals(object? obj) =>
        ReferenceEquals(this, obj) || (obj is Column other && _jvm.CallBool("equals", other));

    /// <summary>A hash that agrees with <see cref="Equals(object)"/>.</summary>
    public override int GetHashCode() => (int)_jvm.Call("hashCode")!;
}
