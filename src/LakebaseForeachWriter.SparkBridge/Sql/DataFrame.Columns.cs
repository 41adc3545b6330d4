namespace Microsoft.Spark.Sql;

public sealed partial class DataFrame
{
    /// <summary>The same frame.</summary>
    public DataFrame ToDF() => Frame("toDF");

    /// <summary>The frame with all columns renamed.</summary>
    public DataFrame ToDF(params string[] colNames) => Frame("toDF", [colNames]);

    /// <summary>One column of JSON text.</summary>
    public DataFrame ToJSON() => Frame("toJSON");

    /// <summary>Names the frame for expressions such as <c>alias.column</c>.</summary>
    public DataFrame As(string alias) => Frame("as", alias);

    /// <summary>Names the frame for expressions such as <c>alias.column</c>.</summary>
    public DataFrame Alias(string alias) => Frame("alias", alias);

    /// <summary>Computes columns.</summary>
    public DataFrame Select(params Column[] columns) => Frame("select", [columns]);

    /// <summary>Keeps columns by name.</summary>
    public DataFrame Select(string column, params string[] columns) => Frame("select", column, columns);

    /// <summary>Computes columns from SQL expressions.</summary>
    public DataFrame SelectExpr(params string[] expressions) => Frame("selectExpr", [expressions]);

    /// <summary>Adds or replaces a column.</summary>
    public DataFrame WithColumn(string colName, Column col) => Frame("withColumn", colName, col);

    /// <summary>Renames a column; nothing happens if it is not there.</summary>
    public DataFrame WithColumnRenamed(string existingName, string newName) => Frame("withColumnRenamed", existingName, newName);

    /// <summary>Leaves columns out; names that are not there do not matter.</summary>
    public DataFrame Drop(params string[] colNames) => Frame("drop", [colNames]);

    /// <summary>Leaves a column out.</summary>
    public DataFrame Drop(Column col) => Frame("drop", col);

    /// <summary>Applies a function to the frame.</summary>
    public DataFrame Transform(Func<DataFrame, DataFrame> func)
    {
        ArgumentNullException.ThrowIfNull(func);
        return func(this);
    }

    /// <summary>Lets state of rows older than the newest event time minus the delay be dropped.</summary>
    /// <param name="eventTime">The column that holds the event time.</param>
    /// <param name="delayThreshold">An interval such as <c>10 minutes</c>.</param>
    public DataFrame WithWatermark(string eventTime, string delayThreshold) => Frame("withWatermark", eventTime, delayThreshold);
}
