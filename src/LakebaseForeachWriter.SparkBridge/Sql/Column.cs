using Microsoft.Spark.Interop;
using Microsoft.Spark.Sql.Expressions;

namespace Microsoft.Spark.Sql;

/// <summary>An expression over the columns of a frame.</summary>
/// <remarks>Never changes: every method and operator makes a new expression. Thread-safe.</remarks>
public sealed partial class Column : IJvmObjectProvider
{
    private readonly JvmObject _jvm;

    internal Column(JvmObject jvm) => _jvm = jvm;

    JvmObject IJvmObjectProvider.Jvm => _jvm;

    /// <summary>Names the expression.</summary>
    public Column Alias(string alias) => Apply("alias", alias);

    /// <summary>Names the expression.</summary>
    public Column As(string alias) => Apply("as", alias);

    /// <summary>Names several expressions that come of one, such as an exploded map's.</summary>
    public Column As(IEnumerable<string> alias) => Apply("as", [alias.ToArray()]);

    /// <summary>Names the expression.</summary>
    public Column Name(string alias) => Apply("name", alias);

    /// <summary>Converts to a type, written as in SQL (<c>int</c>, <c>decimal(10,2)</c>).</summary>
    public Column Cast(string to) => Apply("cast", to);

    /// <summary>An element of an array (by position), a map (by key) or a struct (by name).</summary>
    public Column GetItem(object key) => Apply("getItem", key);

    /// <summary>A field of a struct.</summary>
    public Column GetField(string fieldName) => Apply("getField", fieldName);

    /// <summary>An element of an array, a map or a struct.</summary>
    public Column Apply(object extraction) => Apply("apply", extraction);

    /// <summary>Adds or replaces a field of a struct.</summary>
    public Column WithField(string fieldName, Column column) => Apply("withField", fieldName, column);

    /// <summary>Leaves fields of a struct out.</summary>
    public Column DropFields(params string[] fieldNames)
    {
        using var names = ScalaSequence.Create(_jvm.Gateway, fieldNames);
        return Apply("dropFields", names);
    }

    /// <summary>A further case of an expression that began with <see cref="Functions.When(Column, object)"/>.</summary>
    public Column When(Column condition, object value) => Apply("when", condition, value);

    /// <summary>The value when no case fits.</summary>
    public Column Otherwise(object value) => Apply("otherwise", value);

    /// <summary>Computes the expression over a window.</summary>
    public Column Over(WindowSpec window) => Apply("over", window);

    /// <summary>Computes the expression over all rows.</summary>
    public Column Over() => Apply("over");

    /// <summary>Sorts descending.</summary>
    public Column Desc() => Apply("desc");

    /// <summary>Sorts descending, nulls first.</summary>
    public Column DescNullsFirst() => Apply("desc_nulls_first");

    /// <summary>Sorts descending, nulls last.</summary>
    public Column DescNullsLast() => Apply("desc_nulls_last");

    /// <summary>Sorts ascending.</summary>
    public Column Asc() => Apply("asc");

    /// <summary>Sorts ascending, nulls first.</summary>
    public Column AscNullsFirst() => Apply("asc_nulls_first");

    /// <summary>Sorts ascending, nulls last.</summary>
    public Column AscNullsLast() => Apply("asc_nulls_last");

    /// <summary>Prints the expression.</summary>
    public void Explain(bool extended) => _jvm.CallVoid("explain", extended);

    /// <summary>The expression as Spark writes it.</summary>
    public override string ToString() => _jvm.CallText("toString")!;

    private Column Apply(string method, params ReadOnlySpan<object?> arguments) => new(_jvm.CallObject(method, arguments));

    private static Column Apply(Column column, string method, params ReadOnlySpan<object?> arguments)
    {
        ArgumentNullException.ThrowIfNull(column);
        return column.Apply(method, arguments);
    }
}
