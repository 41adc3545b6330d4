using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using Lakebase.SparkRows.Frames;

namespace Lakebase.SparkRows.Payload;

/// <summary>Rebuilds one object graph, without running any constructor of the application.</summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> bytes)
{
    private readonly List<Type> _types = [];
    private readonly List<object?> _objects = [];

    // Hash tables ask their keys for hash codes, so they are filled when every field of the graph is set; inner ones first.
    private readonly List<Action> _fillCollections = [];
    private RowFrameReader _bytes = new(bytes);
    private int _depth;

    public object? ReadRoot()
    {
        object? root = Read();
        _bytes.ExpectEnd();
        foreach (Action fill in _fillCollections)
        {
            fill();
        }

        return root;
    }

    private object? Read()
    {
        var tag = (PayloadTag)_bytes.ReadByte();
        Descend();
        object? value = tag switch
        {
            PayloadTag.Null => null,
            PayloadTag.Reference => ReadReference(),
            PayloadTag.Enum => ReadEnum(),
            PayloadTag.Bytes => Remember(_bytes.ReadLengthAndBytes().ToArray()),
            PayloadTag.Comparer => Remember(PayloadComparers.Find(_bytes.ReadString())),
            PayloadTag.Array => ReadArray(),
            PayloadTag.Object => ReadObject(isCollection: false),
            PayloadTag.Collection => ReadObject(isCollection: true),
            _ when PayloadScalars.IsReferenceType(tag) => Remember(PayloadScalars.Read(ref _bytes, tag)),
            _ => PayloadScalars.Read(ref _bytes, tag),
        };
        _depth--;
        return value;
    }

    private object ReadReference()
    {
        int number = _bytes.ReadInt32();
        return (uint)number < (uint)_objects.Count && _objects[number] is { } known
            ? known
            : throw new FrameException("A payload refers to an object that it does not hold.");
    }

    private object ReadEnum()
    {
        Type type = ReadType();
        return type.IsEnum ? Enum.ToObject(type, _bytes.ReadInt64()) : throw new FrameException("A payload takes a class for an enum.");
    }

    private Array ReadArray()
    {
        int number = Reserve();
        Type elementType = ReadType();
        int rank = _bytes.ReadByte();
        if (rank is < 1 or > 32)
        {
            throw new FrameException("A payload holds an array of an impossible rank.");
        }

        int[] lengths = new int[rank];
        long total = 1;
        for (int i = 0; i < rank; i++)
        {
            lengths[i] = _bytes.ReadInt32();

            // Each element takes a byte at least.
            total = lengths[i] < 0 ? long.MaxValue : total * lengths[i];
            if (total > _bytes.Remaining)
            {
                throw new FrameException("A payload announces more elements than it holds.");
            }
        }

        Array array = rank == 1 ? Array.CreateInstance(elementType, lengths[0]) : Array.CreateInstance(elementType, lengths);
        _objects[number] = array;
        int[] index = new int[rank];
        for (long i = 0; i < total; i++)
        {
            array.SetValue(Read(), index);
            for (int dimension = rank - 1; dimension >= 0 && ++index[dimension] == lengths[dimension]; dimension--)
            {
                index[dimension] = 0;
            }
        }

        return array;
    }

    private object ReadObject(bool isCollection)
    {
        // A class gets its number where the writer gave it one: before its type and fields are read. A struct gets none.
        int number = Reserve();
        Type type = ReadType();
        if (type.IsValueType)
        {
            _objects.RemoveAt(number);
        }

        Type? collection = PayloadCollections.CollectionOf(type);
        if (type.IsAbstract || type.ContainsGenericParameters || isCollection != collection is not null || !(isCollection || type == typeof(object) || PayloadTypes.IsCopiedByField(type)))
        {
            throw new SerializationException($"The payload holds an object of type {type}, which may not be rebuilt from a payload.");
        }

        object value = RuntimeHelpers.GetUninitializedObject(type);
        if (!type.IsValueType)
        {
            _objects[number] = value;
        }

        if (collection is not null)
        {
            ReadContents(value, collection);
        }

        ReadFields(value, type);
        return value;
    }

    private void ReadContents(object value, Type collection)
    {
        object? comparer = Read();
        int count = _bytes.ReadInt32();
        if (count < 0 || count > _bytes.Remaining)
        {
            throw new FrameException("A payload announces more elements than it holds.");
        }

        object?[] contents = new object?[count];
        for (int i = 0; i < count; i++)
        {
            contents[i] = Read();
        }

        _fillCollections.Add(() => PayloadCollections.Fill(value, collection, comparer, contents));
    }

    private void ReadFields(object value, Type type)
    {
        Type[] levels = PayloadFields.Levels(type).ToArray();
        if (_bytes.ReadByte() != levels.Length)
        {
            throw new SerializationException($"The class {type} has other base classes on this executor than on the driver; ship the same files to both.");
        }

        foreach (Type level in levels)
        {
            for (int left = _bytes.ReadInt32(); left > 0; left--)
            {
                string name = _bytes.ReadString();
                FieldInfo field = PayloadFields.Find(level, name)
                    ?? throw new SerializationException($"The class {level} has no field '{name}' on this executor; ship the driver's files to it.");
                field.SetValue(value, Read());
            }
        }
    }

    private Type ReadType()
    {
        int number = _bytes.ReadInt32();
        if (number != -1)
        {
            return (uint)number < (uint)_types.Count ? _types[number] : throw new FrameException("A payload refers to a type that it does not name.");
        }

        Descend();
        Type type = (PayloadTypeForm)_bytes.ReadByte() switch
        {
            PayloadTypeForm.Named => PayloadTypes.Resolve(_bytes.ReadString(), _bytes.ReadString()),
            PayloadTypeForm.Array => ReadType().MakeArrayType(),
            PayloadTypeForm.MultidimensionalArray => ReadMultidimensionalArrayType(),
            PayloadTypeForm.Generic => ReadGenericType(),
            _ => throw new FrameException("A payload names a type in a form that its format does not know."),
        };
        _depth--;
        _types.Add(type);
        return type;
    }

    private Type ReadMultidimensionalArrayType()
    {
        int rank = _bytes.ReadByte();
        return ReadType().MakeArrayType(rank);
    }

    private Type ReadGenericType()
    {
        Type[] arguments = new Type[_bytes.ReadByte()];
        Type definition = ReadType();
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = ReadType();
        }

        return definition.IsGenericTypeDefinition ? definition.MakeGenericType(arguments) : throw new FrameException("A payload gives type arguments to a type that takes none.");
    }

    private void Descend()
    {
        // A writer stops at MaxDepth; the names of types nest a little on top.
        if (++_depth > WriterPayload.MaxDepth + 100)
        {
            throw new FrameException("A payload nests deeper than its format allows.");
        }
    }

    private int Reserve()
    {
        _objects.Add(null);
        return _objects.Count - 1;
    }

    private T Remember<T>(T value)
    {
        _objects.Add(value);
        return value;
    }
}
