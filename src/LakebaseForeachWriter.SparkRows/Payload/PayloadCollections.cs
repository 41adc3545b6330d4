using System.Collections;
using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Reflection;

namespace Lakebase.SparkRows.Payload;

/// <summary>The framework's collections: copied by their contents and comparer, and rebuilt through their constructors.</summary>
internal static class PayloadCollections
{
    private static readonly Type[] s_sequences =
    [
        typeof(List<>), typeof(HashSet<>), typeof(SortedSet<>), typeof(LinkedList<>), typeof(Queue<>), typeof(Stack<>),
        typeof(ConcurrentQueue<>), typeof(ConcurrentStack<>), typeof(ConcurrentBag<>), typeof(Collection<>), typeof(ReadOnlyCollection<>),
    ];

    private static readonly Type[] s_dictionaries =
        [typeof(Dictionary<,>), typeof(SortedDictionary<,>), typeof(SortedList<,>), typeof(ConcurrentDictionary<,>), typeof(Hashtable)];

    private static readonly Type[] s_reversed = [typeof(Stack<>), typeof(ConcurrentStack<>), typeof(ConcurrentBag<>)];

    public static IEnumerable<Type> Definitions => [.. s_sequences, .. s_dictionaries, typeof(ArrayList)];

    /// <summary>The collection that the type is or derives from, or null.</summary>
    public static Type? CollectionOf(Type type)
    {
        for (Type? level = type; level is not null; level = level.BaseType)
        {
            if (Definitions.Contains(DefinitionOf(level)))
            {
                return level;
            }
        }

        return null;
    }

    /// <summary>The type of the elements of a compiler-made list such as <c>IReadOnlyList&lt;string&gt; keys = ["id"]</c>, or null.</summary>
    public static Type? ElementOfCollectionExpression(Type type) =>
        type.Name.StartsWith("<>z__ReadOnly", StringComparison.Ordinal) && type.IsGenericType ? type.GetGenericArguments()[0] : null;

    public static object? ComparerOf(object collection, Type type) => type.GetProperty("Comparer")?.GetValue(collection)
        ?? (collection is Hashtable ? s_hashtableComparer.GetValue(collection) : null);

    public static bool IsDictionary(Type type) => s_dictionaries.Contains(DefinitionOf(type));

    /// <summary>The elements in the order that rebuilds the collection; a dictionary gives keys and values in turn.</summary>
    public static List<object?> Contents(object collection, Type type)
    {
        var contents = new List<object?>();
        if (collection is IDictionary dictionary && IsDictionary(type))
        {
            foreach (DictionaryEntry entry in dictionary)
            {
                contents.Add(entry.Key);
                contents.Add(entry.Value);
            }

            return contents;
        }

        contents.AddRange(((IEnumerable)collection).Cast<object?>());
        if (s_reversed.Contains(DefinitionOf(type)))
        {
            contents.Reverse();
        }

        return contents;
    }

    /// <summary>Runs a constructor of the collection on the object, which has run none so far, and fills it.</summary>
    public static void Fill(object collection, Type type, object? comparer, object?[] contents)
    {
        if (IsDictionary(type))
        {
            Construct(collection, type, comparer is null ? [] : [comparer]);
            var dictionary = (IDictionary)collection;
            for (int i = 0; i + 1 < contents.Length; i += 2)
            {
                dictionary.Add(contents[i]!, contents[i + 1]);
            }

            return;
        }

        if (collection is ArrayList)
        {
            Construct(collection, type, [contents]);
            return;
        }

        Type elementType = type.GetGenericArguments()[0];
        Array elements = Array.CreateInstance(elementType, contents.Length);
        for (int i = 0; i < contents.Length; i++)
        {
            elements.SetValue(contents[i], i);
        }

        object source = DefinitionOf(type) == typeof(Collection<>)
            ? Activator.CreateInstance(typeof(List<>).MakeGenericType(elementType), elements)!
            : elements;
        Construct(collection, type, comparer is null ? [source] : [source, comparer]);
    }

    private static readonly PropertyInfo s_hashtableComparer = typeof(Hashtable).GetProperty("EqualityComparer", BindingFlags.Instance | BindingFlags.NonPublic)!;

    private static void Construct(object collection, Type type, object[] arguments)
    {
        ConstructorInfo constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public)
            .First(c => Accepts(c.GetParameters(), arguments));
        constructor.Invoke(collection, arguments);
    }

    private static bool Accepts(ParameterInfo[] parameters, object[] arguments) =>
        parameters.Length == arguments.Length && parameters.Zip(arguments).All(p => p.First.ParameterType.IsInstanceOfType(p.Second));

    private static Type DefinitionOf(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;
}
