namespace Microsoft.Spark.Sql;

public sealed partial class DataFrame
{
    /// <summary>Keeps rows that meet a condition.</summary>
    public DataFrame Filter(Column condition) => Frame("filter", condition);

    /// <summary>Keeps rows that meet a SQL condition.</summary>
    public DataFrame Filter(string conditionExpr) => Frame("filter", conditionExpr);

    /// <summary>Keeps rows that meet a condition.</summary>
    public DataFrame Where(Column condition) => Frame("where", condition);

    /// <summary>Keeps rows that meet a SQL condition.</summary>
    public DataFrame Where(string conditionExpr) => Frame("where", conditionExpr);

    /// <summary>Keeps the first rows.</summary>
    public DataFrame Limit(int n) => Frame("limit", n);

    /// <summary>Keeps every row once.</summary>
    public DataFrame Distinct() => Frame("distinct");

    /// <summary>Keeps every row once.</summary>
    public DataFrame DropDuplicates() => Frame("dropDuplicates");

    /// <summary>Keeps one row for each combination of the given columns.</summary>
    public DataFrame DropDuplicates(string col, params string[] cols) => Frame("dropDuplicates", [Names(col, cols)]);

    /// <summary>Sorts by columns, ascending.</summary>
    public DataFrame Sort(string column, params string[] columns) => Frame("sort", column, columns);

    /// <summary>Sorts by expressions.</summary>
    public DataFrame Sort(params Column[] columns) => Frame("sort", [columns]);

    /// <summary>Sorts by columns, ascending.</summary>
    public DataFrame OrderBy(string column, params string[] columns) => Frame("orderBy", column, columns);

    /// <summary>Sorts by expressions.</summary>
    public DataFrame OrderBy(params Column[] columns) => Frame("orderBy", [columns]);

    /// <summary>Sorts inside each partition.</summary>
    public DataFrame SortWithinPartitions(string column, params string[] columns) => Frame("sortWithinPartitions", column, columns);

    /// <summary>Sorts inside each partition.</summary>
    public DataFrame SortWithinPartitions(params Column[] columns) => Frame("sortWithinPartitions", [columns]);

    /// <summary>A random part of the rows.</summary>
    public DataFrame Sample(double fraction, bool withReplacement = false, long? seed = null) => seed is { } value
        ? Frame("sample", withReplacement, fraction, value)
        : Frame("sample", withReplacement, fraction);

    /// <summary>Splits the rows at random in the given proportions.</summary>
    public DataFrame[] RandomSplit(double[] weights, long? seed = null)
    {
        var parts = seed is { } value ? _jvm.CallObject("randomSplit", weights, value) : _jvm.CallObject("randomSplit", [weights]);
        return [.. _jvm.Gateway.TakeElements(parts).Cast<Interop.JvmObject>().Select(part => new DataFrame(part))];
    }

    /// <summary>Distributes the rows over a number of partitions.</summary>
    public DataFrame Repartition(int numPartitions) => Frame("repartition", numPartitions);

    /// <summary>Distributes the rows over a number of partitions by the given columns.</summary>
    public DataFrame Repartition(int numPartitions, params Column[] partitionExprs) => Frame("repartition", numPartitions, partitionExprs);

    /// <summary>Distributes the rows by the given columns.</summary>
    public DataFrame Repartition(params Column[] partitionExprs) => Frame("repartition", [partitionExprs]);

    /// <summary>Distributes the rows by ranges of the given columns.</summary>
    public DataFrame RepartitionByRange(int numPartitions, params Column[] partitionExprs) =>
        Frame("repartitionByRange", numPartitions, partitionExprs);

    /// <summary>Distributes the rows by ranges of the given columns.</summary>
    public DataFrame RepartitionByRange(params Column[] partitionExprs) => Frame("repartitionByRange", [partitionExprs]);

    /// <summary>Puts partitions together, without moving rows between machines where that can be avoided.</summary>
    public DataFrame Coalesce(int numPartitions) => Frame("coalesce", numPartitions);

    /// <summary>Cuts the plan: stores the rows in the checkpoint folder.</summary>
    public DataFrame Checkpoint(bool eager = true) => Frame("checkpoint", eager);

    /// <summary>Cuts the plan: stores the rows on the executors.</summary>
    public DataFrame LocalCheckpoint(bool eager = true) => Frame("localCheckpoint", eager);

    /// <summary>Gives the optimiser a hint.</summary>
    public DataFrame Hint(string name, object[]? parameters = null) =>
        Frame("hint", name, (parameters ?? []).ToArray<object>()); // An array of texts is one argument to Java, not several.

    private static string[] Names(string first, string[] others) => [first, .. others];
}
