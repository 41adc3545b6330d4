using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Sql;

/// <summary>Rows in groups, waiting for what to compute of each group.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class RelationalGroupedDataset : IJvmObjectProvider
{
    private readonly JvmObject _jvm;

    internal RelationalGroupedDataset(JvmObject jvm)
    {
        _jvm = jvm;
    }

    JvmObject IJvmObjectProvider.Jvm => _jvm;

    /// <summary>Computes aggregates of each group.</summary>
    public DataFrame Agg(Column expr, params Column[] exprs) => Frame("agg", expr, exprs);

    /// <summary>The number of rows of each group, in a column named count.</summary>
    public DataFrame Count() => Frame("count");

    /// <summary>The mean of numeric columns.</summary>
    public DataFrame Mean(params string[] colNames) => Frame("mean", [colNames]);

    /// <summary>The greatest value of numeric columns.</summary>
    public DataFrame Max(params string[] colNames) => Frame("max", [colNames]);

    /// <summary>The mean of numeric columns.</summary>
    public DataFrame Avg(params string[] colNames) => Frame("avg", [colNames]);

    /// <summary>The least value of numeric columns.</summary>
    public DataFrame Min(params string[] colNames) => Frame("min", [colNames]);

    /// <summary>The sum of numeric columns.</summary>
    public DataFrame Sum(params string[] colNames) => Frame("sum", [colNames]);

    /// <summary>Makes columns of a column's values.</summary>
    public RelationalGroupedDataset Pivot(string pivotColumn) => new(_jvm.CallObject("pivot", pivotColumn));

    /// <summary>Makes columns of a column's values.</summary>
    public RelationalGroupedDataset Pivot(Column pivotColumn) => new(_jvm.CallObject("pivot", pivotColumn));

    /// <summary>Makes columns of the given values of a column.</summary>
    public RelationalGroupedDataset Pivot(string pivotColumn, IEnumerable<object> values) => PivotOn(pivotColumn, values);

    /// <summary>Makes columns of the given values of a column.</summary>
    public RelationalGroupedDataset Pivot(Column pivotColumn, IEnumerable<object> values) => PivotOn(pivotColumn, values);

    private RelationalGroupedDataset PivotOn(object pivotColumn, IEnumerable<object> values)
    {
        using var list = _jvm.Gateway.Construct("java.util.ArrayList");
        foreach (var value in values)
        {
            list.CallVoid("add", value);
        }

        return new RelationalGroupedDataset(_jvm.CallObject("pivot", pivotColumn, list));
    }

    private DataFrame Frame(string method, params ReadOnlySpan<object?> arguments) => new(_jvm.CallObject(method, arguments));
}
