namespace Lakebase.SparkRows.Frames;

/// <summary>How messages name a value inside a column: <c>address.lines[]</c>, <c>tags{key}</c>.</summary>
internal static class ColumnPath
{
    public static string Field(string parent, string name) => parent.Length == 0 ? name : $"{parent}.{name}";

    public static string Element(string parent) => parent + "[]";

    public static string Key(string parent) => parent + "{key}";

    public static string Value(string parent) => parent + "{value}";
}
