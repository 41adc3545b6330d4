using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Sql;

/// <summary>The settings of a session that can be read and changed while it runs.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class RuntimeConfig
{
    private readonly JvmObject _jvm;

    internal RuntimeConfig(JvmObject jvm) => _jvm = jvm;

    /// <summary>Sets a value.</summary>
    public void Set(string key, string value) => _jvm.CallVoid("set", key, value);

    /// <summary>Sets a value.</summary>
    public void Set(string key, bool value) => _jvm.CallVoid("set", key, value);

    /// <summary>Sets a value.</summary>
    public void Set(string key, long value) => _jvm.CallVoid("set", key, value);

    /// <summary>A value.</summary>
    /// <exception cref="JvmException">The key is not set and has no default.</exception>
    public string Get(string key) => _jvm.CallText("get", key)!;

    /// <summary>A value, or the default when the key is not set.</summary>
    public string Get(string key, string defaultValue) => _jvm.CallText("get", key, defaultValue)!;

    /// <summary>Goes back to the key's default.</summary>
    public void Unset(string key) => _jvm.CallVoid("unset", key);

    /// <summary>Whether the key may be changed in a running session.</summary>
    public bool IsModifiable(string key) => _jvm.CallBool("isModifiable", key);
}
