using Microsoft.Spark.Interop;
using Microsoft.Spark.Launch;

namespace Microsoft.Spark.Sql;

/// <summary>Where kept rows lie.</summary>
/// <remarks>Immutable. Levels with the same properties are equal.</remarks>
public sealed class StorageLevel
{
    private const string JavaClass = "org.apache.spark.storage.StorageLevel";

    /// <summary>Creates a level of its properties.</summary>
    /// <param name="useDisk">Whether rows may lie on disk.</param>
    /// <param name="useMemory">Whether rows may lie in memory.</param>
    /// <param name="useOffHeap">Whether the memory is outside the JVM's heap.</param>
    /// <param name="deserialized">Whether rows in memory are objects, not bytes.</param>
    /// <param name="replication">On how many nodes.</param>
    public StorageLevel(bool useDisk, bool useMemory, bool useOffHeap, bool deserialized, int replication = 1)
    {
        UseDisk = useDisk;
        UseMemory = useMemory;
        UseOffHeap = useOffHeap;
        Deserialized = deserialized;
        Replication = replication;
    }

    /// <summary>Nowhere.</summary>
    public static StorageLevel NONE { get; } = new(false, false, false, false);

    /// <summary>On disk.</summary>
    public static StorageLevel DISK_ONLY { get; } = new(true, false, false, false);

    /// <summary>On the disks of two nodes.</summary>
    public static StorageLevel DISK_ONLY_2 { get; } = new(true, false, false, false, 2);

    /// <summary>In memory.</summary>
    public static StorageLevel MEMORY_ONLY { get; } = new(false, true, false, true);

    /// <summary>In the memory of two nodes.</summary>
    public static StorageLevel MEMORY_ONLY_2 { get; } = new(false, true, false, true, 2);

    /// <summary>In memory, serialised.</summary>
    public static StorageLevel MEMORY_ONLY_SER { get; } = new(false, true, false, false);

    /// <summary>In the memory of two nodes, serialised.</summary>
    public static StorageLevel MEMORY_ONLY_SER_2 { get; } = new(false, true, false, false, 2);

    /// <summary>In memory, what does not fit on disk.</summary>
    public static StorageLevel MEMORY_AND_DISK { get; } = new(true, true, false, true);

    /// <summary>In memory, what does not fit on disk, on two nodes.</summary>
    public static StorageLevel MEMORY_AND_DISK_2 { get; } = new(true, true, false, true, 2);

    /// <summary>In memory, serialised, what does not fit on disk.</summary>
    public static StorageLevel MEMORY_AND_DISK_SER { get; } = new(true, true, false, false);

    /// <summary>In memory, serialised, what does not fit on disk, on two nodes.</summary>
    public static StorageLevel MEMORY_AND_DISK_SER_2 { get; } = new(true, true, false, false, 2);

    /// <summary>Outside the JVM's heap, what does not fit on disk.</summary>
    public static StorageLevel OFF_HEAP { get; } = new(true, true, true, false);

    /// <summary>Whether rows may lie on disk.</summary>
    public bool UseDisk { get; }

    /// <summary>Whether rows may lie in memory.</summary>
    public bool UseMemory { get; }

    /// <summary>Whether the memory is outside the JVM's heap.</summary>
    public bool UseOffHeap { get; }

    /// <summary>Whether rows in memory are objects, not bytes.</summary>
    public bool Deserialized { get; }

    /// <summary>On how many nodes rows lie.</summary>
    public int Replication { get; }

    private (bool, bool, bool, bool, int) Properties => (UseDisk, UseMemory, UseOffHeap, Deserialized, Replication);

    /// <summary>The level in Spark's words. Needs a running Spark.</summary>
    public string Description()
    {
        using var level = ToJvm(SparkDriver.Gateway);
        return level.CallText("description")!;
    }

    /// <summary>The properties.</summary>
    public override string ToString()
    {
        List<string> parts = [];
        AddWhen(UseDisk, "disk");
        AddWhen(UseMemory, "memory");
        AddWhen(UseOffHeap, "offheap");
        AddWhen(Deserialized, "deserialized");
        return $"StorageLevel({string.Join(", ", parts.Append($"{Replication} replicas"))})";

        void AddWhen(bool has, string name)
        {
            if (has)
            {
                parts.Add(name);
            }
        }
    }

    /// <summary>Whether the other level has the same properties.</summary>
    public override bool Equals(object? obj) => obj is StorageLevel other && Properties == other.Properties;

    /// <summary>A hash of the properties.</summary>
    public override int GetHashCode() => Properties.GetHashCode();

    internal static StorageLevel FromJvm(JvmObject level) => new(
        level.CallBool("useDisk"),
        level.CallBool("useMemory"),
        level.CallBool("useOffHeap"),
        level.CallBool("deserialized"),
        (int)level.Call("replication")!);

    internal JvmObject ToJvm(JvmGateway gateway) =>
        gateway.CallStaticObject(JavaClass, "apply", UseDisk, UseMemory, UseOffHeap, Deserialized, Replication);
}
