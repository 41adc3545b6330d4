namespace Lakebase.LocalServers;

/// <summary>A private PostgreSQL could not be started, stopped or restarted. The message says why and what to do.</summary>
public class PrivatePostgresException : LocalServerException
{
    /// <summary>Creates the exception with a message for the user and the cause, if there is one.</summary>
    public PrivatePostgresException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>
/// There are no PostgreSQL server binaries on this machine and none could be fetched. Tests take it as a reason to skip.
/// </summary>
public sealed class PostgresNotFoundException : PrivatePostgresException
{
    /// <summary>Creates the exception with a message for the user and the cause, if there is one.</summary>
    public PostgresNotFoundException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
