using Lakebase.SyncedTables.Source;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.UnitTests.SyncedTables;

public class CommitTests
{
    [Theory]
    [InlineData("WRITE", "Append", "numOutputRows=5", 5L)]
    [InlineData("WRITE", "Overwrite", "numOutputRows=5", null)]
    [InlineData("UPDATE", "", "numUpdatedRows=7", 7L)]
    [InlineData("DELETE", "", "numDeletedRows=0", 0L)]
    [InlineData("MERGE", "", "numTargetRowsInserted=1 numTargetRowsUpdated=2 numTargetRowsDeleted=3", 6L)]
    [InlineData("OPTIMIZE", "", "", 0L)]
    [InlineData("RESTORE", "", "", null)]
    public void From_Metrics_SaysHowManyRowsChanged(string operation, string mode, string metrics, long? changed) =>
        Assert.Equal(changed, Commit.From(History(operation, mode, metrics)).ChangedRows);

    // With history.metricsEnabled = false, or a delete of whole files: that nothing changed would be a guess, and rows would be lost by it.
    [Theory]
    [InlineData("WRITE")]
    [InlineData("UPDATE")]
    [InlineData("DELETE")]
    [InlineData("MERGE")]
    [InlineData("STREAMING UPDATE")]
    public void From_NoMetrics_DoesNotKnow(string operation) => Assert.Null(Commit.From(History(operation, "", "")).ChangedRows);

    private static Row History(string operation, string mode, string metrics)
    {
        Dictionary<string, string> given = metrics.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(one => one.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        string[] names = [.. Commit.Expressions.Select(expression => expression.Split(' ')[^1])];
        object?[] values = [.. names.Select(name => (object?)(name switch
        {
            "version" => 3L,
            "micros" => 0L,
            "operation" => operation,
            "mode" => mode,
            _ => given.GetValueOrDefault(name),
        }))];
        return new Row(values!, new StructType(names.Select(name => new StructField(name, new StringType()))));
    }
}
