using System.Net;

namespace Lakebase.Connections.Databricks;

/// <summary>The workspace's API did not give what was asked for. The message says what to do, and holds no token.</summary>
internal sealed class LakebaseApiException : Exception
{
    public LakebaseApiException(
        string message, bool isTransient, HttpStatusCode? status = null, Exception? cause = null, string? errorCode = null)
        : base(message, cause)
    {
        IsTransient = isTransient;
        Status = status;
        ErrorCode = errorCode;
    }

    /// <summary>Whether it can pass by itself.</summary>
    public bool IsTransient { get; }

    /// <summary>The answer's status; null if there was no usable answer.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>The service's own word for the failure, such as <c>NOT_FOUND</c>; null if it named none.</summary>
    public string? ErrorCode { get; }
}
