using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Sql;

/// <summary>Where kept rows lie.</summary>
public sealed class StorageLevel
{
    private StorageLevel(string name) => Name = name;

    /// <summary>Nowhere.</summary>
    public static StorageLevel NONE { get; } = new("NONE");

    /// <summary>On disk.</summary>
    public static StorageLevel DISK_ONLY { get; } = new("DISK_ONLY");

    /// <summary>On the disks of two nodes.</summary>
    public static StorageLevel DISK_ONLY_2 { get; } = new("DISK_ONLY_2");

    /// <summary>In memory.</summary>
    public static StorageLevel MEMORY_ONLY { get; } = new("MEMORY_ONLY");

    /// <summary>In memory, serialised.</summary>
    public static StorageLevel MEMORY_ONLY_SER { get; } = new("MEMORY_ONLY_SER");

    /// <summary>In memory, what does not fit on disk.</summary>
    public static StorageLevel MEMORY_AND_DISK { get; } = new("MEMORY_AND_DISK");

    /// <summary>In memory, serialised, what does not fit on disk.</summary>
    public static StorageLevel MEMORY_AND_DISK_SER { get; } = new("MEMORY_AND_DISK_SER");

    /// <summary>Outside the JVM's heap.</summary>
    public static StorageLevel OFF_HEAP { get; } = new("OFF_HEAP");

    private string Name { get; }

    /// <summary>The level's name in Spark.</summary>
    public override string ToString() => Name;

    internal JvmObject ToJvm(JvmGateway gateway) =>
        gateway.CallStaticObject("org.apache.spark.storage.StorageLevel", "fromString", Name);
}
