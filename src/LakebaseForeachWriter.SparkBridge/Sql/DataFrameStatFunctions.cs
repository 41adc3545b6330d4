using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Sql;

/// <summary>Statistics over columns.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class DataFrameStatFunctions
{
    private readonly JvmObject _jvm;

    internal DataFrameStatFunctions(JvmObject jvm) => _jvm = jvm;

    /// <summary>Approximate quantiles of a column of numbers.</summary>
    /// <param name="columnName">The column.</param>
    /// <param name="probabilities">From 0 (the least value) to 1 (the greatest).</param>
    /// <param name="relativeError">How far a result may be off; 0 computes exact ones, at a price.</param>
    public double[] ApproxQuantile(string columnName, IEnumerable<double> probabilities, double relativeError)
    {
        var quantiles = _jvm.CallObject("approxQuantile", columnName, probabilities.ToArray(), relativeError);
        return [.. _jvm.Gateway.TakeElements(quantiles).Cast<double>()];
    }

    /// <summary>The sample covariance of two columns.</summary>
    public double Cov(string colName1, string colName2) => (double)_jvm.Call("cov", colName1, colName2)!;

    /// <summary>The correlation of two columns; the only method is <c>pearson</c>.</summary>
    public double Corr(string colName1, string colName2, string method) => (double)_jvm.Call("corr", colName1, colName2, method)!;

    /// <summary>Pearson's correlation of two columns.</summary>
    public double Corr(string colName1, string colName2) => (double)_jvm.Call("corr", colName1, colName2)!;

    /// <summary>How often the values of two columns occur together.</summary>
    public DataFrame Crosstab(string colName1, string colName2) => Frame("crosstab", colName1, colName2);

    /// <summary>Values that occur often, perhaps with some that do not.</summary>
    /// <param name="columnNames">The columns.</param>
    /// <param name="support">The least share of the rows, above 0.0001.</param>
    public DataFrame FreqItems(IEnumerable<string> columnNames, double support) => Frame("freqItems", columnNames.ToArray(), support);

    /// <summary>Values that at least one row of a hundred has, perhaps with some that do not.</summary>
    public DataFrame FreqItems(IEnumerable<string> columnNames) => Frame("freqItems", [columnNames.ToArray()]);

    /// <summary>A sample with a share of its own for each value of a column; values without one are left out.</summary>
    public DataFrame SampleBy<T>(string columnName, IDictionary<T, double> fractions, long seed) =>
        Frame("sampleBy", columnName, fractions, seed);

    /// <summary>A sample with a share of its own for each value of an expression; values without one are left out.</summary>
    public DataFrame SampleBy<T>(Column column, IDictionary<T, double> fractions, long seed) => Frame("sampleBy", column, fractions, seed);

    private DataFrame Frame(string method, params ReadOnlySpan<object?> arguments) => new(_jvm.CallObject(method, arguments));
}
