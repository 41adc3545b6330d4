namespace Microsoft.Spark.Sql;

/// <summary>What happens when a frame is written to where there is something already.</summary>
public enum SaveMode
{
    /// <summary>The rows are added.</summary>
    Append,

    /// <summary>The rows replace what is there.</summary>
    Overwrite,

    /// <summary>Writing fails.</summary>
    ErrorIfExists,

    /// <summary>Nothing is written.</summary>
    Ignore,
}
