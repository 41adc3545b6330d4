using System.Net;

namespace Lakebase.Managed;

/// <summary>The workspace did not do what was asked. The message says what to do, and holds no token.</summary>
public sealed class ManagedServiceException : Exception
{
    internal ManagedServiceException(
        string message, bool isTransient = false, HttpStatusCode? status = null, string? errorCode = null, Exception? cause = null)
        : base(message, cause)
    {
        IsTransient = isTransient;
        Status = status;
        ErrorCode = errorCode;
    }

    /// <summary>Whether it can pass by itself; it was tried several times already.</summary>
    public bool IsTransient { get; }

    /// <summary>The answer's status; null if there was no usable answer.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>The service's own word for the failure, such as <c>ALREADY_EXISTS</c>; null if it named none.</summary>
    public string? ErrorCode { get; }

    /// <summary>Whether the table that was asked for is not there.</summary>
    public bool IsNotFound => Status == HttpStatusCode.NotFound;
}
