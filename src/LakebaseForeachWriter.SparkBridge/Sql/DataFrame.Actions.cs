using Lakebase.SparkRows.Frames;
using Microsoft.Spark.Interop;
using Microsoft.Spark.Sql.Types;

namespace Microsoft.Spark.Sql;

public sealed partial class DataFrame
{
    /// <summary>Prints the first rows on standard output.</summary>
    /// <param name="numRows">How many rows.</param>
    /// <param name="truncate">Longer texts are cut to this many characters; 0 leaves them whole.</param>
    /// <param name="vertical">One line for each value.</param>
    public void Show(int numRows = 20, int truncate = 20, bool vertical = false) =>
        Console.WriteLine(_jvm.CallText("showString", numRows, truncate, vertical));

    /// <summary>All rows. They come piece by piece while they are enumerated; each enumeration runs the query.</summary>
    public IEnumerable<Row> Collect() => Rows(_jvm);

    /// <summary>All rows, like <see cref="Collect"/>.</summary>
    public IEnumerable<Row> ToLocalIterator() => Collect();

    /// <summary>All rows, like <see cref="Collect"/>.</summary>
    /// <param name="prefetchPartitions">Accepted for source compatibility.</param>
    public IEnumerable<Row> ToLocalIterator(bool prefetchPartitions)
    {
        _ = prefetchPartitions;
        return Collect();
    }

    /// <summary>The first rows.</summary>
    public IEnumerable<Row> Take(int n) => [.. Limit(n).Collect()];

    /// <summary>The first rows.</summary>
    public IEnumerable<Row> Head(int n) => Take(n);

    /// <summary>The first row.</summary>
    /// <exception cref="InvalidOperationException">The frame has no rows.</exception>
    public Row Head() => Take(1).FirstOrDefault() ?? throw new InvalidOperationException("The frame has no rows.");

    /// <summary>The first row.</summary>
    /// <exception cref="InvalidOperationException">The frame has no rows.</exception>
    public Row First() => Head();

    /// <summary>The last rows.</summary>
    public IEnumerable<Row> Tail(int n) => [.. Frame("offset", (int)Math.Max(0, Math.Min(int.MaxValue, Count() - n))).Collect()];

    /// <summary>The number of rows. Runs a job.</summary>
    public long Count() => Convert.ToInt64(_jvm.Call("count"), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Count, mean, deviation, least and greatest value of columns.</summary>
    public DataFrame Describe(params string[] cols) => Frame("describe", [cols]);

    /// <summary>The chosen statistics of all columns.</summary>
    public DataFrame Summary(params string[] statistics) => Frame("summary", [statistics]);

    /// <summary>Keeps the rows for the next use, in memory and on disk.</summary>
    public DataFrame Persist() => Frame("persist");

    /// <summary>Keeps the rows for the next use.</summary>
    public DataFrame Persist(StorageLevel storageLevel)
    {
        ArgumentNullException.ThrowIfNull(storageLevel);
        using var level = storageLevel.ToJvm(_jvm.Gateway);
        return Frame("persist", level);
    }

    /// <summary>Keeps the rows for the next use, in memory and on disk.</summary>
    public DataFrame Cache() => Frame("cache");

    /// <summary>Where the rows are kept.</summary>
    public StorageLevel StorageLevel()
    {
        using var level = _jvm.CallObject("storageLevel");
        return Sql.StorageLevel.FromJvm(level);
    }

    /// <summary>Forgets kept rows.</summary>
    public DataFrame Unpersist(bool blocking = false) => Frame("unpersist", blocking);

    private static IEnumerable<Row> Rows(JvmObject dataset)
    {
        StructType schema;
        using (var jvmSchema = dataset.CallObject("schema"))
        {
            schema = (StructType)DataType.ParseDataType(jvmSchema.CallText("json")!);
        }

        var decoder = new RowDecoder(schema);
        using var cursor = DriverBridge.Collect(dataset);
        try
        {
            while (cursor.Call("next") is byte[] piece)
            {
                foreach (var row in RowsMessage.Read(piece, decoder))
                {
                    yield return row;
                }
            }
        }
        finally
        {
            cursor.CallVoid("close");
        }
    }
}
