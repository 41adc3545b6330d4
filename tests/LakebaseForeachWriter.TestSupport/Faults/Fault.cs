namespace Lakebase.TestSupport.Faults;

/// <summary>Where at a message a fault strikes.</summary>
public enum FaultPoint
{
    /// <summary>Nothing of the message is passed on.</summary>
    Before,

    /// <summary>Half of its bytes are passed on.</summary>
    Middle,

    /// <summary>The other side has it.</summary>
    After,
}

/// <summary>What a fault does to its connection.</summary>
public enum FaultKind
{
    /// <summary>Ends the connection with RST, towards both sides.</summary>
    Reset,

    /// <summary>Ends the connection with FIN, towards both sides.</summary>
    Finish,

    /// <summary>Stops the connection for a while: nothing is read or passed on, either way. An infinite while is a server that hangs.</summary>
    Freeze,

    /// <summary>Half-open from now on: what is said is taken and goes nowhere, either way.</summary>
    Swallow,

    /// <summary>Passes on the next few hundred bytes one by one, either way.</summary>
    Trickle,

    /// <summary>Holds everything for a while from now on, either way: distance.</summary>
    Delay,
}

/// <summary>Something that goes wrong at one message of one connection.</summary>
/// <param name="Connection">Which of the proxy's connections, in the order of their arrival, from 1.</param>
/// <param name="Point">Where at the message.</param>
/// <param name="Message">The kind of message.</param>
/// <param name="Kind">What happens.</param>
public sealed record Fault(int Connection, FaultPoint Point, MessageKind Message, FaultKind Kind)
{
    /// <summary>Which of the connection's messages of that kind (and text), from 1.</summary>
    public int Occurrence { get; init; } = 1;

    /// <summary>Counts only messages whose statement contains this; default: all.</summary>
    public string Text { get; init; } = "";

    /// <summary>How long a <see cref="FaultKind.Freeze"/> lasts, or what a <see cref="FaultKind.Delay"/> holds each message for.</summary>
    public TimeSpan Span { get; init; }

    /// <summary>Whether the message is of the kind that this fault waits for.</summary>
    public bool Concerns(WireMessage message) =>
        message.Kind == Message && message.Text.Contains(Text, StringComparison.OrdinalIgnoreCase);

    /// <summary>Where in the stream it strikes.</summary>
    public long OffsetIn(WireMessage message) => Point switch
    {
        FaultPoint.Before => message.Offset,
        FaultPoint.Middle => message.Middle,
        _ => message.End,
    };

    /// <summary>E.g. <c>connection 2, Before Query "COMMIT" 1: Reset</c>.</summary>
    public override string ToString()
    {
        string text = Text.Length > 0 ? $" \"{Text}\"" : "";
        string span = Span == default ? "" : Span == Timeout.InfiniteTimeSpan ? " for good" : $" for {Span.TotalMilliseconds} ms";
        return $"connection {Connection}, {Point} {Message}{text} {Occurrence}: {Kind}{span}";
    }
}
