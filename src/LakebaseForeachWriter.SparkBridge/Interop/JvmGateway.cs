using System.Collections.Concurrent;

namespace Microsoft.Spark.Interop;

/// <summary>
/// Calls into the driver JVM. Every call checks a connection out of a pool for itself, so a call that blocks
/// (waiting for a query's end) never stands in the way of another one (stopping that query).
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class JvmGateway : IDisposable
{
    private static readonly TimeSpan ConnectDeadline = TimeSpan.FromSeconds(20);

    /// <summary>Longer than a process needs to leave once its exit has begun: the JVM's end is waited for as well.</summary>
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentBag<GatewayConnection> _idle = [];
    private readonly GatewayAddress _address;
    private readonly Func<string?> _describeJvm;
    private readonly ReleaseQueue _releases;
    private long _live;
    private volatile bool _disposed;
    private volatile int _exitThread;

    /// <param name="address">Where the gateway listens.</param>
    /// <param name="describeJvm">Says what became of a JVM that has gone (exit code, last log lines); null if nothing is known.</param>
    public JvmGateway(GatewayAddress address, Func<string?> describeJvm)
    {
        _address = address;
        _describeJvm = describeJvm;
        _releases = new ReleaseQueue(Connect);
    }

    /// <summary>References held by this process and not yet given back to the JVM.</summary>
    public long LiveReferences => Interlocked.Read(ref _live) + _releases.Pending;

    /// <summary>Calls a method of an object.</summary>
    /// <returns>Null, a plain value or a <see cref="JvmObject"/>.</returns>
    /// <exception cref="JvmException">The Java code threw, or the JVM is gone.</exception>
    public object? Call(JvmObject target, string method, ReadOnlySpan<object?> arguments)
    {
        using var converted = new ArgumentList(this, arguments);
        var result = Run(CommandWriter.Call(target.Id, method, converted.Values));
        GC.KeepAlive(target);
        return result;
    }

    /// <summary>Calls a static method (or a Scala object's method through its static forwarder).</summary>
    /// <inheritdoc cref="Call"/>
    public object? CallStatic(string javaClass, string method, params ReadOnlySpan<object?> arguments)
    {
        using var converted = new ArgumentList(this, arguments);
        return Run(CommandWriter.Call("z:" + javaClass, method, converted.Values));
    }

    /// <summary>Calls a static method whose result is an object.</summary>
    public JvmObject CallStaticObject(string javaClass, string method, params ReadOnlySpan<object?> arguments) =>
        CallStatic(javaClass, method, arguments) as JvmObject
        ?? throw new JvmException($"Spark's {javaClass}.{method} returned no object.");

    /// <summary>Creates an object.</summary>
    public JvmObject Construct(string javaClass, params ReadOnlySpan<object?> arguments)
    {
        using var converted = new ArgumentList(this, arguments);
        return (JvmObject)Run(CommandWriter.Construct(javaClass, converted.Values))!;
    }

    /// <summary>Reads a static field.</summary>
    public object? StaticField(string javaClass, string field) => Run(CommandWriter.StaticField(javaClass, field));

    /// <summary>Creates a Java array and fills it.</summary>
    public JvmObject NewArray(string elementClass, IReadOnlyList<object?> elements)
    {
        var array = (JvmObject)Run(CommandWriter.NewArray(elementClass, elements.Count))!;
        for (var i = 0; i < elements.Count; i++)
        {
            var element = elements[i];
            using var converted = new ArgumentList(this, [element]);
            Run(CommandWriter.SetElement(array.Id, i, converted.Values[0]));
        }

        return array;
    }

    /// <summary>Reads a Java array's elements and gives the array back.</summary>
    public IReadOnlyList<object?> TakeElements(JvmObject array)
    {
        using (array)
        {
            var elements = new object?[(int)Run(CommandWriter.ArrayLength(array.Id))!];
            for (var i = 0; i < elements.Length; i++)
            {
                elements[i] = Run(CommandWriter.GetElement(array.Id, i));
            }

            return elements;
        }
    }

    /// <summary>The stack trace of a Java exception, with its causes.</summary>
    public string StackTraceOf(JvmObject throwable) => (string)Run(CommandWriter.StackTrace(throwable.Id))!;

    /// <summary>Called by <see cref="JvmObject"/> when nobody holds it any more.</summary>
    public void Release(string id)
    {
        Interlocked.Decrement(ref _live);
        if (!_disposed)
        {
            _releases.Add(id);
        }
    }

    /// <summary>Says that this process is leaving and takes the JVM along. Called on the thread that runs the exit handlers.</summary>
    public void ApplicationEnds() => _exitThread = Environment.CurrentManagedThreadId;

    public void Dispose()
    {
        _disposed = true;
        _releases.Dispose();
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }

    private object? Run(string command)
    {
        GatewayConnection? connection = null;
        try
        {
            if (!_idle.TryTake(out connection))
            {
                connection = Connect();
            }

            EnterContext(connection);
            var result = Unwrap(connection.Exchange(command), connection);
            Return(connection);
            return result;
        }
        catch (JvmException)
        {
            Return(connection!);
            throw;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            connection?.Dispose();
            LetTheApplicationEnd();
            throw JvmGone(e);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    private static void EnterContext(GatewayConnection connection)
    {
        var wanted = DriverContext.Current;
        if (ReferenceEquals(wanted, connection.Applied))
        {
            return;
        }

        foreach (var command in wanted.CommandsFrom(connection.Applied))
        {
            connection.Exchange(command);
        }

        connection.Applied = wanted;
    }

    private object? Unwrap(Reply reply, GatewayConnection connection) => reply.Kind switch
    {
        ReplyKind.Value => reply.Value,
        ReplyKind.Reference => Track((string)reply.Value!),
        ReplyKind.Thrown => throw Thrown((string)reply.Value!, connection),
        ReplyKind.Refused => throw new JvmException(FirstLine((string)reply.Value!), null, (string)reply.Value!),
        _ => throw new JvmException($"Spark has no such member ({reply.Value})."),
    };

    private JvmObject Track(string id)
    {
        Interlocked.Increment(ref _live);
        return new JvmObject(this, id);
    }

    private JvmException Thrown(string id, GatewayConnection connection)
    {
        using var throwable = Track(id);
        var stack = connection.Exchange(CommandWriter.StackTrace(id)).Value as string ?? "";
        var message = connection.Exchange(CommandWriter.Call(id, "getMessage")).Value as string;
        string? javaClass = null;
        if (connection.Exchange(CommandWriter.Call(id, "getClass")) is { Kind: ReplyKind.Reference, Value: string classId })
        {
            using var type = Track(classId);
            javaClass = connection.Exchange(CommandWriter.Call(classId, "getName")).Value as string;
        }

        return JvmException.From(javaClass, message, stack);
    }

    // A background thread may still be in a call when the program ends (a Ctrl-C handler in StreamingQuery.Stop). It has nobody to tell:
    // an exception nobody catches there would turn a clean exit into an abort. An exit handler itself must not wait for its own end.
    private void LetTheApplicationEnd()
    {
        if (_exitThread != 0 && _exitThread != Environment.CurrentManagedThreadId)
        {
            using var never = new ManualResetEventSlim();
            never.Wait(ExitPatience);
        }
    }

    private JvmException JvmGone(Exception cause)
    {
        var description = _describeJvm();
        return new JvmException(
            "The Spark JVM has ended or closed the connection; this application cannot use it any more."
            + (description is null ? "" : Environment.NewLine + description),
            cause);
    }

    private GatewayConnection Connect() => GatewayConnection.Open(_address, ConnectDeadline);

    private void Return(GatewayConnection connection)
    {
        if (_disposed)
        {
            connection.Dispose();
        }
        else
        {
            _idle.Add(connection);
        }
    }

    private static string FirstLine(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? text : text[..end].TrimEnd();
    }
}
