using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Sql;

/// <summary>Functions for rows with missing values.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed partial class DataFrameNaFunctions
{
    private readonly JvmObject _jvm;

    internal DataFrameNaFunctions(JvmObject jvm) => _jvm = jvm;

    /// <summary>Leaves out rows in which any (<c>any</c>) or every (<c>all</c>) value is missing.</summary>
    public DataFrame Drop(string how = "any") => Frame("drop", how);

    /// <summary>Leaves out rows in which any or every value of the given columns is missing.</summary>
    public DataFrame Drop(string how, IEnumerable<string> columnNames) => Frame("drop", how, columnNames.ToArray());

    /// <summary>Leaves out rows with a missing value in the given columns.</summary>
    public DataFrame Drop(IEnumerable<string> columnNames) => Frame("drop", [columnNames.ToArray()]);

    /// <summary>Leaves out rows with fewer values than this.</summary>
    public DataFrame Drop(int minNonNulls) => Frame("drop", minNonNulls);

    /// <summary>Leaves out rows with fewer values than this in the given columns.</summary>
    public DataFrame Drop(int minNonNulls, IEnumerable<string> columnNames) => Frame("drop", minNonNulls, columnNames.ToArray());

    /// <summary>Puts a number in place of missing numbers.</summary>
    public DataFrame Fill(long value) => Frame("fill", value);

    /// <summary>Puts a number in place of missing numbers.</summary>
    public DataFrame Fill(double value) => Frame("fill", value);

    /// <summary>Puts a text in place of missing texts.</summary>
    public DataFrame Fill(string value) => Frame("fill", value);

    /// <summary>Puts a truth value in place of missing ones.</summary>
    public DataFrame Fill(bool value) => Frame("fill", value);

    /// <summary>Puts a number in place of missing numbers of the given columns.</summary>
    public DataFrame Fill(long value, IEnumerable<string> columnNames) => Frame("fill", value, columnNames.ToArray());

    /// <summary>Puts a number in place of missing numbers of the given columns.</summary>
    public DataFrame Fill(double value, IEnumerable<string> columnNames) => Frame("fill", value, columnNames.ToArray());

    /// <summary>Puts a text in place of missing texts of the given columns.</summary>
    public DataFrame Fill(string value, IEnumerable<string> columnNames) => Frame("fill", value, columnNames.ToArray());

    /// <summary>Puts a truth value in place of missing ones of the given columns.</summary>
    public DataFrame Fill(bool value, IEnumerable<string> columnNames) => Frame("fill", value, columnNames.ToArray());

    /// <summary>Puts a value for each named column in place of missing ones.</summary>
    public DataFrame Fill(IDictionary<string, int> valueMap) => Frame("fill", valueMap);

    /// <summary>Puts a value for each named column in place of missing ones.</summary>
    public DataFrame Fill(IDictionary<string, long> valueMap) => Frame("fill", valueMap);

    /// <summary>Puts a value for each named column in place of missing ones.</summary>
    public DataFrame Fill(IDictionary<string, double> valueMap) => Frame("fill", valueMap);

    /// <summary>Puts a value for each named column in place of missing ones.</summary>
    public DataFrame Fill(IDictionary<string, string> valueMap) => Frame("fill", valueMap);

    /// <summary>Puts a value for each named column in place of missing ones.</summary>
    public DataFrame Fill(IDictionary<string, bool> valueMap) => Frame("fill", valueMap);

    private DataFrame Frame(string method, params ReadOnlySpan<object?> arguments) => new(_jvm.CallObject(method, arguments));
}
