namespace Lakebase.LocalServers;

/// <summary>A server of one's own could not be started, stopped or restarted. The message says why and what to do.</summary>
public abstract class LocalServerException : Exception
{
    /// <summary>Creates the exception with a message for the user and the cause, if there is one.</summary>
    protected LocalServerException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
