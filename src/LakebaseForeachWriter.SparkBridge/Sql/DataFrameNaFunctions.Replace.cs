namespace Microsoft.Spark.Sql;

public sealed partial class DataFrameNaFunctions
{
    /// <summary>Replaces numbers of a column (<c>*</c>: of all columns).</summary>
    public DataFrame Replace(string columnName, IDictionary<double, double> replacement) => Frame("replace", columnName, replacement);

    /// <summary>Replaces truth values of a column (<c>*</c>: of all columns).</summary>
    public DataFrame Replace(string columnName, IDictionary<bool, bool> replacement) => Frame("replace", columnName, replacement);

    /// <summary>Replaces texts of a column (<c>*</c>: of all columns).</summary>
    public DataFrame Replace(string columnName, IDictionary<string, string> replacement) => Frame("replace", columnName, replacement);

    /// <summary>Replaces numbers of the given columns.</summary>
    public DataFrame Replace(IEnumerable<string> columnNames, IDictionary<double, double> replacement) =>
        Frame("replace", columnNames.ToArray(), replacement);

    /// <summary>Replaces truth values of the given columns.</summary>
    public DataFrame Replace(IEnumerable<string> columnNames, IDictionary<bool, bool> replacement) =>
        Frame("replace", columnNames.ToArray(), replacement);

    /// <summary>Replaces texts of the given columns.</summary>
    public DataFrame Replace(IEnumerable<string> columnNames, IDictionary<string, string> replacement) =>
        Frame("replace", columnNames.ToArray(), replacement);
}
