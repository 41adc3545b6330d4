namespace Microsoft.Spark.Interop;

/// <summary>A reference to an object of the driver JVM. The JVM keeps the object until the reference is disposed or collected.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class JvmObject : IDisposable, IJvmObjectProvider
{
    // A reference weighs 50 bytes here and perhaps a whole query plan there: without this the collector sees no reason to run.
    private const long AssumedJvmSize = 8 * 1024;

    private int _released;

    public JvmObject(JvmGateway gateway, string id)
    {
        Gateway = gateway;
        Id = id;
        GC.AddMemoryPressure(AssumedJvmSize);
    }

    ~JvmObject() => Release();

    /// <summary>The gateway's name for the object.</summary>
    public string Id { get; }

    /// <summary>The gateway that the object lives behind.</summary>
    public JvmGateway Gateway { get; }

    JvmObject IJvmObjectProvider.Jvm => this;

    /// <summary>Calls a method. The result is null, a plain value or a <see cref="JvmObject"/>.</summary>
    public object? Call(string method, params ReadOnlySpan<object?> arguments) => Gateway.Call(this, method, arguments);

    /// <summary>Calls a method whose result is an object.</summary>
    public JvmObject CallObject(string method, params ReadOnlySpan<object?> arguments) =>
        Gateway.Call(this, method, arguments) as JvmObject
        ?? throw new JvmException($"Spark's {method} returned no object.");

    /// <summary>Calls a method whose result is text; null stays null.</summary>
    public string? CallText(string method, params ReadOnlySpan<object?> arguments) => (string?)Gateway.Call(this, method, arguments);

    /// <summary>Calls a method whose result is a truth value.</summary>
    public bool CallBool(string method, params ReadOnlySpan<object?> arguments) => (bool)Gateway.Call(this, method, arguments)!;

    /// <summary>Calls a method for its effect.</summary>
    public void CallVoid(string method, params ReadOnlySpan<object?> arguments) =>
        (Gateway.Call(this, method, arguments) as JvmObject)?.Dispose();

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
        {
            GC.RemoveMemoryPressure(AssumedJvmSize);
            Gateway.Release(Id);
        }
    }
}
