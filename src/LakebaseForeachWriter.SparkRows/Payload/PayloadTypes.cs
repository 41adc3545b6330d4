using System.Reflection;
using System.Runtime.Serialization;

namespace Lakebase.SparkRows.Payload;

/// <summary>
/// Decides which types a payload may name: the framework's plain values and collections, its enums and interfaces, and [Serializable] types
/// of the application's own assemblies. Driver and worker ask the same questions.
/// </summary>
internal static class PayloadTypes
{
    private static readonly Dictionary<string, Type> s_plain = PayloadScalars.Types
        .Concat(PayloadCollections.Definitions)
        .Concat([
            typeof(KeyValuePair<,>), typeof(Tuple<>), typeof(Tuple<,>), typeof(Tuple<,,>), typeof(Tuple<,,,>), typeof(ValueTuple<>), typeof(ValueTuple<,>),
            typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>), typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>)])
        .ToDictionary(t => t.FullName!, StringComparer.Ordinal);

    private static readonly Lazy<HashSet<string>> s_applicationAssemblies = new(FindApplicationAssemblies);

    /// <summary>Whether the type, which is no array and no constructed generic, may be named.</summary>
    public static bool MayName(Type type) => IsFramework(type.Assembly)
        ? s_plain.ContainsValue(type) || type.IsEnum || type.IsInterface
        : type.IsEnum || type.IsInterface || IsSerializable(type) || typeof(Microsoft.Spark.Sql.Types.DataType).IsAssignableFrom(type);

    /// <summary>Whether objects of this class are copied field by field.</summary>
    public static bool IsCopiedByField(Type type) => IsFramework(type.Assembly)
        ? IsTuple(type)
        : IsSerializable(type) && !typeof(Delegate).IsAssignableFrom(type);

    public static bool IsFramework(Assembly assembly) => IsFramework(assembly.GetName().Name ?? "");

    /// <summary>Finds a type that a payload names, and refuses what it may not name before anything is loaded.</summary>
    /// <exception cref="SerializationException">The type may not be named, or is not there.</exception>
    public static Type Resolve(string assemblyName, string typeName)
    {
        Type? type;
        if (IsFramework(assemblyName))
        {
            type = s_plain.TryGetValue(typeName, out Type? plain) ? plain : FrameworkType(assemblyName, typeName);
        }
        else
        {
            if (!s_applicationAssemblies.Value.Contains(assemblyName))
            {
                throw new SerializationException($"The writer needs the assembly {assemblyName}, which is not among the application's files on this executor.");
            }

            type = Assembly.Load(new AssemblyName(assemblyName)).GetType(typeName, throwOnError: false);
        }

        if (type is null)
        {
            throw new SerializationException($"The writer needs the type {typeName}, which {assemblyName} on this executor does not have; are its files those of the driver?");
        }

        return MayName(type) ? type : throw new SerializationException($"The payload names the type {typeName} of {assemblyName}, which may not be rebuilt from a payload.");
    }

    private static bool IsTuple(Type type) => type.IsGenericType && s_plain.ContainsValue(type.GetGenericTypeDefinition())
        && (type.Name.StartsWith("Tuple`", StringComparison.Ordinal)
            || type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal)
            || type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>));

    private static bool IsSerializable(Type type) => type.IsDefined(typeof(SerializableAttribute), inherit: false);

    private static bool IsFramework(string assemblyName) =>
        assemblyName is "System" or "mscorlib" or "netstandard" || assemblyName.StartsWith("System.", StringComparison.Ordinal);

    // Only enums and interfaces pass MayName from here; neither runs code when it is loaded.
    private static Type? FrameworkType(string assemblyName, string typeName) =>
        s_applicationAssemblies.Value.Contains(assemblyName) ? Assembly.Load(new AssemblyName(assemblyName)).GetType(typeName, throwOnError: false) : null;

    // What the host was started with: everything that the application's deps.json and the shared frameworks list.
    private static HashSet<string> FindApplicationAssemblies() =>
        (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(Path.GetFileNameWithoutExtension)
        .OfType<string>()
        .ToHashSet(StringComparer.Ordinal);
}
