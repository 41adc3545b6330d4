namespace Microsoft.Spark.Sql;

// Columns, literals and conditions. Each function is Spark's function of the same name.
public static partial class Functions
{
    /// <summary>A column by its name.</summary>
    public static Column Column(string columnName) => Apply("col", columnName);

    /// <summary>A literal.</summary>
    public static Column Lit(object literal) => Apply("lit", literal);

    /// <summary>A SQL expression.</summary>
    public static Column Expr(string expr) => Apply("expr", expr);

    /// <summary>A value under a condition; continue with <see cref="Sql.Column.When"/> and <see cref="Sql.Column.Otherwise"/>.</summary>
    public static Column When(Column condition, object value) => Apply("when", condition, value);

    /// <summary>Opposite truth value.</summary>
    public static Column Not(Column column) => Apply("not", column);

    /// <summary>Opposite sign.</summary>
    public static Column Negate(Column column) => Apply("negate", column);

    /// <summary>The first value that is not null.</summary>
    public static Column Coalesce(params Column[] columns) => Apply("coalesce", [columns]);

    /// <summary>The greatest value that is not null.</summary>
    public static Column Greatest(params Column[] columns) => Apply("greatest", [columns]);

    /// <summary>The greatest value that is not null.</summary>
    public static Column Greatest(string columnName, params string[] columnNames) => Apply("greatest", columnName, columnNames);

    /// <summary>The least value that is not null.</summary>
    public static Column Least(params Column[] columns) => Apply("least", [columns]);

    /// <summary>The least value that is not null.</summary>
    public static Column Least(string columnName, params string[] columnNames) => Apply("least", columnName, columnNames);

    /// <summary>Whether the value is null.</summary>
    public static Column IsNull(Column column) => Apply("isnull", column);

    /// <summary>Whether the value is not a number.</summary>
    public static Column IsNaN(Column column) => Apply("isnan", column);

    /// <summary>The second value where the first is not a number.</summary>
    public static Column NaNvl(Column column1, Column column2) => Apply("nanvl", column1, column2);

    /// <summary>A struct of columns.</summary>
    public static Column Struct(params Column[] columns) => Apply("struct", [columns]);

    /// <summary>A struct of columns.</summary>
    public static Column Struct(string columnName, params string[] columnNames) => Apply("struct", columnName, columnNames);

    /// <summary>An array of columns.</summary>
    public static Column Array(params Column[] columns) => Apply("array", [columns]);

    /// <summary>An array of columns.</summary>
    public static Column Array(string columnName, params string[] columnNames) => Apply("array", columnName, columnNames);

    /// <summary>A map of keys and values in turn.</summary>
    public static Column Map(params Column[] columns) => Apply("map", [columns]);

    /// <summary>A map of an array of keys and one of values.</summary>
    public static Column MapFromArrays(Column key, Column values) => Apply("map_from_arrays", key, values);

    /// <summary>Sorts ascending.</summary>
    public static Column Asc(string columnName) => Apply("asc", columnName);

    /// <summary>Sorts ascending, nulls first.</summary>
    public static Column AscNullsFirst(string columnName) => Apply("asc_nulls_first", columnName);

    /// <summary>Sorts ascending, nulls last.</summary>
    public static Column AscNullsLast(string columnName) => Apply("asc_nulls_last", columnName);

    /// <summary>Sorts descending.</summary>
    public static Column Desc(string columnName) => Apply("desc", columnName);

    /// <summary>Sorts descending, nulls first.</summary>
    public static Column DescNullsFirst(string columnName) => Apply("desc_nulls_first", columnName);

    /// <summary>Sorts descending, nulls last.</summary>
    public static Column DescNullsLast(string columnName) => Apply("desc_nulls_last", columnName);

    /// <summary>The file that the row comes from.</summary>
    public static Column InputFileName() => Apply("input_file_name");

    /// <summary>A growing number, unique but with gaps.</summary>
    public static Column MonotonicallyIncreasingId() => Apply("monotonically_increasing_id");

    /// <summary>The partition of the row.</summary>
    public static Column SparkPartitionId() => Apply("spark_partition_id");

    /// <summary>A random number from 0 to 1.</summary>
    public static Column Rand() => Apply("rand");

    /// <summary>A random number from 0 to 1.</summary>
    public static Column Rand(long seed) => Apply("rand", seed);

    /// <summary>A random number of the standard normal distribution.</summary>
    public static Column Randn() => Apply("randn");

    /// <summary>A random number of the standard normal distribution.</summary>
    public static Column Randn(long seed) => Apply("randn", seed);

    /// <summary>Null if the condition holds, else an error.</summary>
    public static Column AssertTrue(Column column) => Apply("assert_true", column);

    /// <summary>Null if the condition holds, else an error.</summary>
    public static Column AssertTrue(Column column, Column errMsg) => Apply("assert_true", column, errMsg);

    /// <summary>An error.</summary>
    public static Column RaiseError(Column errMsg) => Apply("raise_error", errMsg);

    /// <summary>Calls a function registered in Spark.</summary>
    public static Column Call_UDF(string udfName, params Column[] columns) => Apply("call_udf", udfName, columns);

    /// <summary>Calls a function registered in Spark.</summary>
    public static Column CallUDF(string udfName, params Column[] columns) => Apply("callUDF", udfName, columns);
}
