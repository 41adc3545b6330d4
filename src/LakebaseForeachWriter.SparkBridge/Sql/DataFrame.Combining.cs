namespace Microsoft.Spark.Sql;

public sealed partial class DataFrame
{
    /// <summary>Joins every row with every row of the other frame; a filter should follow.</summary>
    public DataFrame Join(DataFrame right) => Frame("join", right);

    /// <summary>Joins rows with equal values in a column that both frames have.</summary>
    public DataFrame Join(DataFrame right, string usingColumn) => Frame("join", right, usingColumn);

    /// <summary>Joins rows with equal values in columns that both frames have.</summary>
    public DataFrame Join(DataFrame right, IEnumerable<string> usingColumns, string joinType = "inner") =>
        Frame("join", right, usingColumns.ToArray(), joinType);

    /// <summary>Joins rows that meet a condition.</summary>
    public DataFrame Join(DataFrame right, Column joinExpr, string joinType = "inner") => Frame("join", right, joinExpr, joinType);

    /// <summary>Joins every row with every row of the other frame.</summary>
    public DataFrame CrossJoin(DataFrame right) => Frame("crossJoin", right);

    /// <summary>The rows of both frames, columns matched by position.</summary>
    public DataFrame Union(DataFrame other) => Frame("union", other);

    /// <summary>The rows of both frames, columns matched by name.</summary>
    public DataFrame UnionByName(DataFrame other) => Frame("unionByName", other);

    /// <summary>The rows of both frames, columns matched by name; missing ones are null.</summary>
    public DataFrame UnionByName(DataFrame other, bool allowMissingColumns) => Frame("unionByName", other, allowMissingColumns);

    /// <summary>Rows that both frames have, once each.</summary>
    public DataFrame Intersect(DataFrame other) => Frame("intersect", other);

    /// <summary>Rows that both frames have, as often as both have them.</summary>
    public DataFrame IntersectAll(DataFrame other) => Frame("intersectAll", other);

    /// <summary>Rows that the other frame does not have, once each.</summary>
    public DataFrame Except(DataFrame other) => Frame("except", other);

    /// <summary>Rows that the other frame does not have, as often as they are more.</summary>
    public DataFrame ExceptAll(DataFrame other) => Frame("exceptAll", other);

    /// <summary>Groups rows by expressions.</summary>
    public RelationalGroupedDataset GroupBy(params Column[] columns) => Group("groupBy", [columns]);

    /// <summary>Groups rows by columns.</summary>
    public RelationalGroupedDataset GroupBy(string column, params string[] columns) => Group("groupBy", column, columns);

    /// <summary>Groups rows by expressions, with sub-totals.</summary>
    public RelationalGroupedDataset Rollup(params Column[] columns) => Group("rollup", [columns]);

    /// <summary>Groups rows by columns, with sub-totals.</summary>
    public RelationalGroupedDataset Rollup(string column, params string[] columns) => Group("rollup", column, columns);

    /// <summary>Groups rows by all combinations of expressions.</summary>
    public RelationalGroupedDataset Cube(params Column[] columns) => Group("cube", [columns]);

    /// <summary>Groups rows by all combinations of columns.</summary>
    public RelationalGroupedDataset Cube(string column, params string[] columns) => Group("cube", column, columns);

    /// <summary>Aggregates the whole frame.</summary>
    public DataFrame Agg(Column expr, params Column[] exprs) => Frame("agg", expr, exprs);

    /// <summary>Computes named figures over the rows that flow through, shown in a query's progress.</summary>
    public DataFrame Observe(string name, Column expr, params Column[] exprs) => Frame("observe", name, expr, exprs);

    private RelationalGroupedDataset Group(string method, params ReadOnlySpan<object?> arguments) =>
        new(_jvm.CallObject(method, arguments));
}
