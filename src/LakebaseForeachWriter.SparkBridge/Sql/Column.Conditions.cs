namespace Microsoft.Spark.Sql;

public sealed partial class Column
{
    /// <summary>Whether the value lies between two values, both included.</summary>
    public Column Between(object lowerBound, object upperBound) => Apply("between", lowerBound, upperBound);

    /// <summary>Whether the value is not a number.</summary>
    public Column IsNaN() => Apply("isNaN");

    /// <summary>Whether the value is null.</summary>
    public Column IsNull() => Apply("isNull");

    /// <summary>Whether the value is not null.</summary>
    public Column IsNotNull() => Apply("isNotNull");

    /// <summary>Whether the value is one of the given ones.</summary>
    public Column IsIn(params string[] list) => IsInList(list);

    /// <summary>Whether the value is one of the given ones.</summary>
    public Column IsIn(params int[] list) => IsInList(list.Cast<object>());

    /// <summary>Whether the value is one of the given ones.</summary>
    public Column IsIn(params long[] list) => IsInList(list.Cast<object>());

    /// <summary>Whether the value is one of the given ones.</summary>
    public Column IsIn(params bool[] list) => IsInList(list.Cast<object>());

    /// <summary>Whether the value is one of the given ones.</summary>
    public Column IsIn(params short[] list) => IsInList(list.Cast<object>());

    /// <summary>Whether the value is one of the given ones.</summary>
    public Column IsIn(params float[] list) => IsInList(list.Cast<object>());

    /// <summary>Whether the value is one of the given ones.</summary>
    public Column IsIn(params double[] list) => IsInList(list.Cast<object>());

    /// <summary>Whether the value is one of the given ones.</summary>
    public Column IsIn(params decimal[] list) => IsInList(list.Cast<object>());

    /// <summary>Whether the text fits a SQL pattern.</summary>
    public Column Like(string literal) => Apply("like", literal);

    /// <summary>Whether the text fits a regular expression.</summary>
    public Column RLike(string literal) => Apply("rlike", literal);

    /// <summary>Whether the text contains the other one.</summary>
    public Column Contains(object other) => Apply("contains", other);

    /// <summary>Whether the text starts with the other one.</summary>
    public Column StartsWith(string literal) => Apply("startsWith", literal);

    /// <summary>Whether the text starts with the other one.</summary>
    public Column StartsWith(Column other) => Apply("startsWith", other);

    /// <summary>Whether the text ends with the other one.</summary>
    public Column EndsWith(string literal) => Apply("endsWith", literal);

    /// <summary>Whether the text ends with the other one.</summary>
    public Column EndsWith(Column other) => Apply("endsWith", other);

    /// <summary>A part of the text; positions begin with 1.</summary>
    public Column SubStr(Column startPos, Column len) => Apply("substr", startPos, len);

    /// <summary>A part of the text; positions begin with 1.</summary>
    public Column SubStr(int startPos, int len) => Apply("substr", startPos, len);

    private Column IsInList(IEnumerable<object> values) => Apply("isin", [values.ToArray<object>()]);
}
