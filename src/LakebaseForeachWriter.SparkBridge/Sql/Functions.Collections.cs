using Microsoft.Spark.Interop;
using Microsoft.Spark.Launch;
using Microsoft.Spark.Sql.Types;

namespace Microsoft.Spark.Sql;

// Arrays, maps, JSON and CSV. Each function is Spark's function of the same name.
public static partial class Functions
{
    /// <summary>Whether an array contains a value.</summary>
    public static Column ArrayContains(Column column, object value) => Apply("array_contains", column, value);

    /// <summary>Without repeated elements.</summary>
    public static Column ArrayDistinct(Column column) => Apply("array_distinct", column);

    /// <summary>Elements that the other array does not have.</summary>
    public static Column ArrayExcept(Column col1, Column col2) => Apply("array_except", col1, col2);

    /// <summary>Elements that both arrays have.</summary>
    public static Column ArrayIntersect(Column col1, Column col2) => Apply("array_intersect", col1, col2);

    /// <summary>Elements as one text.</summary>
    public static Column ArrayJoin(Column column, string delimiter) => Apply("array_join", column, delimiter);

    /// <summary>Elements as one text.</summary>
    public static Column ArrayJoin(Column column, string delimiter, string nullReplacement) =>
        Apply("array_join", column, delimiter, nullReplacement);

    /// <summary>Greatest element.</summary>
    public static Column ArrayMax(Column column) => Apply("array_max", column);

    /// <summary>Least element.</summary>
    public static Column ArrayMin(Column column) => Apply("array_min", column);

    /// <summary>Position of a value, from 1; 0 if it is not there.</summary>
    public static Column ArrayPosition(Column column, object value) => Apply("array_position", column, value);

    /// <summary>Without a value.</summary>
    public static Column ArrayRemove(Column column, object element) => Apply("array_remove", column, element);

    /// <summary>A value several times.</summary>
    public static Column ArrayRepeat(Column left, Column right) => Apply("array_repeat", left, right);

    /// <summary>A value several times.</summary>
    public static Column ArrayRepeat(Column left, int count) => Apply("array_repeat", left, count);

    /// <summary>Sorted ascending, nulls last.</summary>
    public static Column ArraySort(Column column) => Apply("array_sort", column);

    /// <summary>Elements of either array.</summary>
    public static Column ArrayUnion(Column col1, Column col2) => Apply("array_union", col1, col2);

    /// <summary>Whether arrays share an element.</summary>
    public static Column ArraysOverlap(Column a1, Column a2) => Apply("arrays_overlap", a1, a2);

    /// <summary>Structs of the arrays' elements.</summary>
    public static Column ArraysZip(params Column[] columns) => Apply("arrays_zip", [columns]);

    /// <summary>An element by position (from 1) or key.</summary>
    public static Column ElementAt(Column column, object value) => Apply("element_at", column, value);

    /// <summary>A row for each element.</summary>
    public static Column Explode(Column column) => Apply("explode", column);

    /// <summary>A row for each element; one with null if there is none.</summary>
    public static Column ExplodeOuter(Column column) => Apply("explode_outer", column);

    /// <summary>A row for each element with its position.</summary>
    public static Column PosExplode(Column column) => Apply("posexplode", column);

    /// <summary>A row for each element with its position; one with nulls if there is none.</summary>
    public static Column PosExplodeOuter(Column column) => Apply("posexplode_outer", column);

    /// <summary>An array of arrays as one array.</summary>
    public static Column Flatten(Column column) => Apply("flatten", column);

    /// <summary>Maps together.</summary>
    public static Column MapConcat(params Column[] columns) => Apply("map_concat", [columns]);

    /// <summary>Keys and values as an array of structs.</summary>
    public static Column MapEntries(Column column) => Apply("map_entries", column);

    /// <summary>A map of an array of structs.</summary>
    public static Column MapFromEntries(Column column) => Apply("map_from_entries", column);

    /// <summary>Keys.</summary>
    public static Column MapKeys(Column column) => Apply("map_keys", column);

    /// <summary>Values.</summary>
    public static Column MapValues(Column column) => Apply("map_values", column);

    /// <summary>Values from one to another.</summary>
    public static Column Sequence(Column start, Column stop) => Apply("sequence", start, stop);

    /// <summary>Values from one to another.</summary>
    public static Column Sequence(Column start, Column stop, Column step) => Apply("sequence", start, stop, step);

    /// <summary>In random order.</summary>
    public static Column Shuffle(Column column) => Apply("shuffle", column);

    /// <summary>Number of elements.</summary>
    public static Column Size(Column column) => Apply("size", column);

    /// <summary>A part of an array.</summary>
    public static Column Slice(Column column, Column start, Column length) => Apply("slice", column, start, length);

    /// <summary>A part of an array.</summary>
    public static Column Slice(Column column, int start, int length) => Apply("slice", column, start, length);

    /// <summary>Sorted.</summary>
    public static Column SortArray(Column column) => Apply("sort_array", column);

    /// <summary>Sorted.</summary>
    public static Column SortArray(Column column, bool asc) => Apply("sort_array", column, asc);

    /// <summary>A struct of JSON text.</summary>
    public static Column FromJson(Column column, string schema, Dictionary<string, string>? options = null) =>
        Apply("from_json", column, schema, options ?? []);

    /// <summary>A struct of JSON text.</summary>
    public static Column FromJson(Column column, Column schema, Dictionary<string, string>? options = null) =>
        Apply("from_json", column, schema, options ?? []);

    /// <summary>A part of JSON text, by its path.</summary>
    public static Column GetJsonObject(Column column, string path) => Apply("get_json_object", column, path);

    /// <summary>Fields of JSON text as columns.</summary>
    public static Column JsonTuple(Column column, params string[] fields) => Apply("json_tuple", column, fields);

    /// <summary>The schema of JSON text.</summary>
    public static Column SchemaOfJson(string json) => Apply("schema_of_json", json);

    /// <summary>The schema of JSON text.</summary>
    public static Column SchemaOfJson(Column json) => Apply("schema_of_json", json);

    /// <summary>The schema of JSON text.</summary>
    public static Column SchemaOfJson(Column json, Dictionary<string, string> options) => Apply("schema_of_json", json, options);

    /// <summary>JSON text.</summary>
    public static Column ToJson(Column column, Dictionary<string, string>? options = null) => Apply("to_json", column, options ?? []);

    /// <summary>A struct of CSV text.</summary>
    public static Column FromCsv(Column column, StructType schema, Dictionary<string, string> options)
    {
        // Spark's own form with a schema takes a Scala map; the text of the schema says the same.
        using var jvmSchema = JvmSchema.Create(SparkDriver.Gateway, schema);
        return FromCsv(column, Lit(jvmSchema.CallText("toDDL")!), options);
    }

    /// <summary>A struct of CSV text.</summary>
    public static Column FromCsv(Column column, Column schema, Dictionary<string, string> options) =>
        Apply("from_csv", column, schema, options);

    /// <summary>The schema of CSV text.</summary>
    public static Column SchemaOfCsv(string csv) => Apply("schema_of_csv", csv);

    /// <summary>The schema of CSV text.</summary>
    public static Column SchemaOfCsv(Column csv) => Apply("schema_of_csv", csv);

    /// <summary>The schema of CSV text.</summary>
    public static Column SchemaOfCsv(Column csv, Dictionary<string, string> options) => Apply("schema_of_csv", csv, options);

    /// <summary>CSV text.</summary>
    public static Column ToCsv(Column column) => Apply("to_csv", column);

    /// <summary>CSV text.</summary>
    public static Column ToCsv(Column column, Dictionary<string, string> options) => Apply("to_csv", column, options);
}
