namespace Microsoft.Spark.Sql;

// Aggregates. Each function is Spark's function of the same name.
public static partial class Functions
{
    /// <summary>About how many different values.</summary>
    public static Column ApproxCountDistinct(Column column) => Apply("approx_count_distinct", column);

    /// <summary>About how many different values.</summary>
    public static Column ApproxCountDistinct(string columnName) => Apply("approx_count_distinct", columnName);

    /// <summary>About how many different values.</summary>
    public static Column ApproxCountDistinct(Column column, double rsd) => Apply("approx_count_distinct", column, rsd);

    /// <summary>About how many different values.</summary>
    public static Column ApproxCountDistinct(string columnName, double rsd) => Apply("approx_count_distinct", columnName, rsd);

    /// <summary>Mean.</summary>
    public static Column Avg(Column column) => Apply("avg", column);

    /// <summary>Mean.</summary>
    public static Column Avg(string columnName) => Apply("avg", columnName);

    /// <summary>All values as an array.</summary>
    public static Column CollectList(Column column) => Apply("collect_list", column);

    /// <summary>All values as an array.</summary>
    public static Column CollectList(string columnName) => Apply("collect_list", columnName);

    /// <summary>All different values as an array.</summary>
    public static Column CollectSet(Column column) => Apply("collect_set", column);

    /// <summary>All different values as an array.</summary>
    public static Column CollectSet(string columnName) => Apply("collect_set", columnName);

    /// <summary>Pearson's correlation.</summary>
    public static Column Corr(Column column1, Column column2) => Apply("corr", column1, column2);

    /// <summary>Pearson's correlation.</summary>
    public static Column Corr(string columnName1, string columnName2) => Apply("corr", columnName1, columnName2);

    /// <summary>Number of values that are not null; of rows for <c>*</c>.</summary>
    public static Column Count(Column column) => Apply("count", column);

    /// <summary>Number of values that are not null; of rows for <c>*</c>.</summary>
    public static Column Count(string columnName) => Apply("count", columnName);

    /// <summary>Number of different values.</summary>
    public static Column CountDistinct(Column column, params Column[] columns) => Apply("countDistinct", column, columns);

    /// <summary>Number of different values.</summary>
    public static Column CountDistinct(string columnName, params string[] columnNames) => Apply("countDistinct", columnName, columnNames);

    /// <summary>Number of different values.</summary>
    public static Column Count_Distinct(Column column, params Column[] columns) => Apply("count_distinct", column, columns);

    /// <summary>Covariance of the population.</summary>
    public static Column CovarPop(Column column1, Column column2) => Apply("covar_pop", column1, column2);

    /// <summary>Covariance of the population.</summary>
    public static Column CovarPop(string columnName1, string columnName2) => Apply("covar_pop", columnName1, columnName2);

    /// <summary>Covariance of the sample.</summary>
    public static Column CovarSamp(Column column1, Column column2) => Apply("covar_samp", column1, column2);

    /// <summary>Covariance of the sample.</summary>
    public static Column CovarSamp(string columnName1, string columnName2) => Apply("covar_samp", columnName1, columnName2);

    /// <summary>The first value.</summary>
    public static Column First(Column column) => Apply("first", column);

    /// <summary>The first value.</summary>
    public static Column First(string columnName) => Apply("first", columnName);

    /// <summary>The first value.</summary>
    public static Column First(Column column, bool ignoreNulls) => Apply("first", column, ignoreNulls);

    /// <summary>The first value.</summary>
    public static Column First(string columnName, bool ignoreNulls) => Apply("first", columnName, ignoreNulls);

    /// <summary>Whether the column is totalled over, 1 or 0.</summary>
    public static Column Grouping(Column column) => Apply("grouping", column);

    /// <summary>Whether the column is totalled over, 1 or 0.</summary>
    public static Column Grouping(string columnName) => Apply("grouping", columnName);

    /// <summary>Which columns are totalled over, as bits.</summary>
    public static Column GroupingId(params Column[] columns) => Apply("grouping_id", [columns]);

    /// <summary>Which columns are totalled over, as bits.</summary>
    public static Column GroupingId(string columnName, params string[] columnNames) => Apply("grouping_id", columnName, columnNames);

    /// <summary>Kurtosis.</summary>
    public static Column Kurtosis(Column column) => Apply("kurtosis", column);

    /// <summary>Kurtosis.</summary>
    public static Column Kurtosis(string columnName) => Apply("kurtosis", columnName);

    /// <summary>The last value.</summary>
    public static Column Last(Column column) => Apply("last", column);

    /// <summary>The last value.</summary>
    public static Column Last(string columnName) => Apply("last", columnName);

    /// <summary>The last value.</summary>
    public static Column Last(Column column, bool ignoreNulls) => Apply("last", column, ignoreNulls);

    /// <summary>The last value.</summary>
    public static Column Last(string columnName, bool ignoreNulls) => Apply("last", columnName, ignoreNulls);

    /// <summary>Greatest value.</summary>
    public static Column Max(Column column) => Apply("max", column);

    /// <summary>Greatest value.</summary>
    public static Column Max(string columnName) => Apply("max", columnName);

    /// <summary>The value where the other is greatest.</summary>
    public static Column MaxBy(Column column1, Column column2) => Apply("max_by", column1, column2);

    /// <summary>Mean.</summary>
    public static Column Mean(Column column) => Apply("mean", column);

    /// <summary>Mean.</summary>
    public static Column Mean(string columnName) => Apply("mean", columnName);

    /// <summary>Least value.</summary>
    public static Column Min(Column column) => Apply("min", column);

    /// <summary>Least value.</summary>
    public static Column Min(string columnName) => Apply("min", columnName);

    /// <summary>The value where the other is least.</summary>
    public static Column MinBy(Column column1, Column column2) => Apply("min_by", column1, column2);

    /// <summary>About the value at a percentage.</summary>
    public static Column PercentileApprox(Column column, Column percentage, Column accuracy) =>
        Apply("percentile_approx", column, percentage, accuracy);

    /// <summary>Product.</summary>
    public static Column Product(Column column) => Apply("product", column);

    /// <summary>Skewness.</summary>
    public static Column Skewness(Column column) => Apply("skewness", column);

    /// <summary>Skewness.</summary>
    public static Column Skewness(string columnName) => Apply("skewness", columnName);

    /// <summary>Deviation of the sample.</summary>
    public static Column Stddev(Column column) => Apply("stddev", column);

    /// <summary>Deviation of the sample.</summary>
    public static Column Stddev(string columnName) => Apply("stddev", columnName);

    /// <summary>Deviation of the sample.</summary>
    public static Column StddevSamp(Column column) => Apply("stddev_samp", column);

    /// <summary>Deviation of the sample.</summary>
    public static Column StddevSamp(string columnName) => Apply("stddev_samp", columnName);

    /// <summary>Deviation of the population.</summary>
    public static Column StddevPop(Column column) => Apply("stddev_pop", column);

    /// <summary>Deviation of the population.</summary>
    public static Column StddevPop(string columnName) => Apply("stddev_pop", columnName);

    /// <summary>Sum.</summary>
    public static Column Sum(Column column) => Apply("sum", column);

    /// <summary>Sum.</summary>
    public static Column Sum(string columnName) => Apply("sum", columnName);

    /// <summary>Sum of different values.</summary>
    public static Column SumDistinct(Column column) => Apply("sumDistinct", column);

    /// <summary>Sum of different values.</summary>
    public static Column SumDistinct(string columnName) => Apply("sumDistinct", columnName);

    /// <summary>Sum of different values.</summary>
    public static Column Sum_Distinct(Column column) => Apply("sum_distinct", column);

    /// <summary>Variance of the sample.</summary>
    public static Column Variance(Column column) => Apply("variance", column);

    /// <summary>Variance of the sample.</summary>
    public static Column Variance(string columnName) => Apply("variance", columnName);

    /// <summary>Variance of the sample.</summary>
    public static Column VarSamp(Column column) => Apply("var_samp", column);

    /// <summary>Variance of the sample.</summary>
    public static Column VarSamp(string columnName) => Apply("var_samp", columnName);

    /// <summary>Variance of the population.</summary>
    public static Column VarPop(Column column) => Apply("var_pop", column);

    /// <summary>Variance of the population.</summary>
    public static Column VarPop(string columnName) => Apply("var_pop", columnName);

    /// <summary>Part of the rows up to this one.</summary>
    public static Column CumeDist() => Apply("cume_dist");

    /// <summary>Rank without gaps.</summary>
    public static Column DenseRank() => Apply("dense_rank");

    /// <summary>The value some rows before.</summary>
    public static Column Lag(Column column, int offset) => Apply("lag", column, offset);

    /// <summary>The value some rows before.</summary>
    public static Column Lag(string columnName, int offset) => Apply("lag", columnName, offset);

    /// <summary>The value some rows before.</summary>
    public static Column Lag(Column column, int offset, object defaultValue) => Apply("lag", column, offset, defaultValue);

    /// <summary>The value some rows before.</summary>
    public static Column Lag(string columnName, int offset, object defaultValue) => Apply("lag", columnName, offset, defaultValue);

    /// <summary>The value some rows before.</summary>
    public static Column Lag(Column column, int offset, object defaultValue, bool ignoreNulls) =>
        Apply("lag", column, offset, defaultValue, ignoreNulls);

    /// <summary>The value some rows after.</summary>
    public static Column Lead(Column column, int offset) => Apply("lead", column, offset);

    /// <summary>The value some rows after.</summary>
    public static Column Lead(string columnName, int offset) => Apply("lead", columnName, offset);

    /// <summary>The value some rows after.</summary>
    public static Column Lead(Column column, int offset, object defaultValue) => Apply("lead", column, offset, defaultValue);

    /// <summary>The value some rows after.</summary>
    public static Column Lead(string columnName, int offset, object defaultValue) => Apply("lead", columnName, offset, defaultValue);

    /// <summary>The value some rows after.</summary>
    public static Column Lead(Column column, int offset, object defaultValue, bool ignoreNulls) =>
        Apply("lead", column, offset, defaultValue, ignoreNulls);

    /// <summary>The value of the n-th row.</summary>
    public static Column NthValue(Column column, int offset) => Apply("nth_value", column, offset);

    /// <summary>The value of the n-th row.</summary>
    public static Column NthValue(Column column, int offset, bool ignoreNulls) => Apply("nth_value", column, offset, ignoreNulls);

    /// <summary>Which of n groups the row is in.</summary>
    public static Column Ntile(int n) => Apply("ntile", n);

    /// <summary>Rank from 0 to 1.</summary>
    public static Column PercentRank() => Apply("percent_rank");

    /// <summary>Rank with gaps.</summary>
    public static Column Rank() => Apply("rank");

    /// <summary>Number of the row, from 1.</summary>
    public static Column RowNumber() => Apply("row_number");

    /// <summary>Not supported: Spark 3.0 removed it. Use <see cref="Expressions.Window.UnboundedPreceding"/>.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public static Column UnboundedPreceding() => throw RemovedFrameBoundary(nameof(UnboundedPreceding));

    /// <summary>Not supported: Spark 3.0 removed it. Use <see cref="Expressions.Window.UnboundedFollowing"/>.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public static Column UnboundedFollowing() => throw RemovedFrameBoundary(nameof(UnboundedFollowing));

    /// <summary>Not supported: Spark 3.0 removed it. Use <see cref="Expressions.Window.CurrentRow"/>.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public static Column CurrentRow() => throw RemovedFrameBoundary(nameof(CurrentRow));

    private static NotSupportedException RemovedFrameBoundary(string name) =>
        new($"Functions.{name}: Spark has this no more since 3.0. Use Expressions.Window.{name} with RowsBetween or RangeBetween.");
}
