namespace Lakebase.Managed;

/// <summary>The release channel of a pipeline's runtime.</summary>
public enum PipelineChannel
{
    /// <summary>The released runtime.</summary>
    Current,

    /// <summary>The next one; some kinds of sources need it.</summary>
    Preview,
}
