namespace Lakebase.LocalServers;

/// <summary>A private Kafka could not be started, stopped or restarted. The message says why and what to do.</summary>
public class PrivateKafkaException : LocalServerException
{
    /// <summary>Creates the exception with a message for the user and the cause, if there is one.</summary>
    public PrivateKafkaException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>There is no Kafka on this machine, or no Java to run it. Tests take it as a reason to skip.</summary>
public sealed class KafkaNotFoundException : PrivateKafkaException
{
    /// <summary>Creates the exception with a message for the user.</summary>
    public KafkaNotFoundException(string message)
        : base(message)
    {
    }
}
