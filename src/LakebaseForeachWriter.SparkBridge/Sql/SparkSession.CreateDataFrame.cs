using Microsoft.Spark.Interop;
using Microsoft.Spark.Sql.Types;

namespace Microsoft.Spark.Sql;

public sealed partial class SparkSession
{
    private const string SingleColumn = "_1";

    /// <summary>A frame of rows whose values fit the schema's types.</summary>
    /// <exception cref="ArgumentException">
    /// A row has another number of values than the schema has columns, or a value does not fit.
    /// </exception>
    public DataFrame CreateDataFrame(IEnumerable<GenericRow> data, StructType schema)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(schema);
        return new DataFrame(DriverBridge.CreateDataFrame(_jvm, RowsMessage.Write(data, schema), schema.Json));
    }

    /// <summary>A frame with one column of numbers.</summary>
    public DataFrame CreateDataFrame(IEnumerable<int> data) => SingleColumnFrame(data, new IntegerType(), isNullable: false);

    /// <summary>A frame with one column of numbers and nulls.</summary>
    public DataFrame CreateDataFrame(IEnumerable<int?> data) => SingleColumnFrame(data, new IntegerType(), isNullable: true);

    /// <summary>A frame with one column of text.</summary>
    public DataFrame CreateDataFrame(IEnumerable<string> data) => SingleColumnFrame(data, new StringType(), isNullable: true);

    /// <summary>A frame with one column of numbers.</summary>
    public DataFrame CreateDataFrame(IEnumerable<double> data) => SingleColumnFrame(data, new DoubleType(), isNullable: false);

    /// <summary>A frame with one column of numbers and nulls.</summary>
    public DataFrame CreateDataFrame(IEnumerable<double?> data) => SingleColumnFrame(data, new DoubleType(), isNullable: true);

    /// <summary>A frame with one column of truth values.</summary>
    public DataFrame CreateDataFrame(IEnumerable<bool> data) => SingleColumnFrame(data, new BooleanType(), isNullable: false);

    /// <summary>A frame with one column of truth values and nulls.</summary>
    public DataFrame CreateDataFrame(IEnumerable<bool?> data) => SingleColumnFrame(data, new BooleanType(), isNullable: true);

    /// <summary>A frame with one column of dates.</summary>
    public DataFrame CreateDataFrame(IEnumerable<Date> data) => SingleColumnFrame(data, new DateType(), isNullable: true);

    /// <summary>A frame with one column of timestamps.</summary>
    public DataFrame CreateDataFrame(IEnumerable<Timestamp> data) => SingleColumnFrame(data, new TimestampType(), isNullable: true);

    private DataFrame SingleColumnFrame<T>(IEnumerable<T> data, DataType type, bool isNullable)
    {
        ArgumentNullException.ThrowIfNull(data);
        var schema = new StructType([new StructField(SingleColumn, type, isNullable)]);
        return CreateDataFrame(data.Select(value => new GenericRow([value!])), schema);
    }
}
