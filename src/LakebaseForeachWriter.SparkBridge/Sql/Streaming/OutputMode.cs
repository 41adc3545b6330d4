namespace Microsoft.Spark.Sql.Streaming;

/// <summary>Which rows of a stream's result a trigger writes.</summary>
public enum OutputMode
{
    /// <summary>Only new rows.</summary>
    Append,

    /// <summary>The whole result.</summary>
    Complete,

    /// <summary>Rows that are new or have changed.</summary>
    Update,
}
