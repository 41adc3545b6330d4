namespace Microsoft.Spark.Sql;

/// <summary>What this library says to functions written in .NET: the names compile, the call explains.</summary>
internal static class DotnetUdf
{
    public static NotSupportedException Refuse(string name) => new(
        $"{name}: functions written in .NET cannot run inside Spark with this library. Use SQL functions instead "
        + "(Functions.*, Functions.Expr or SelectExpr; Functions.CallUDF calls functions registered in Spark's JVM), "
        + "or do the work in the writer that Foreach or ForeachBatch gets.");
}
