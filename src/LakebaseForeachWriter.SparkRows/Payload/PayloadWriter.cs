using System.Reflection;
using System.Runtime.Serialization;
using Lakebase.SparkRows.Frames;

namespace Lakebase.SparkRows.Payload;

/// <summary>Writes one object graph.</summary>
internal sealed class PayloadWriter(FrameWriter bytes)
{
    private readonly Dictionary<Type, int> _types = [];
    private readonly Dictionary<object, int> _objects = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _path = [];

    public void WriteRoot(object root)
    {
        _path.Add(NameOf(root.GetType()));
        Write(root);
    }

    private void Write(object? value)
    {
        if (value is null)
        {
            WriteTag(PayloadTag.Null);
            return;
        }

        if (PayloadScalars.TryWrite(bytes, value))
        {
            return;
        }

        Type type = value.GetType();
        if (type.IsEnum)
        {
            WriteTag(PayloadTag.Enum);
            WriteType(type);
            bytes.WriteInt64(Type.GetTypeCode(type) == TypeCode.UInt64 ? (long)(ulong)value : ((IConvertible)value).ToInt64(null));
            return;
        }

        if (!type.IsValueType && !TryBeginObject(value))
        {
            return;
        }

        if (_path.Count > WriterPayload.MaxDepth)
        {
            throw new SerializationException($"The writer holds objects more than {WriterPayload.MaxDepth} deep in each other, from {_path[0]}.{_path[1]} on; keep them in an array or a list.");
        }

        WriteComposite(value, type);
    }

    /// <returns>False for an object that was written before: then only its number is written.</returns>
    private bool TryBeginObject(object value)
    {
        if (_objects.TryGetValue(value, out int number))
        {
            WriteTag(PayloadTag.Reference);
            bytes.WriteInt32(number);
            return false;
        }

        _objects.Add(value, _objects.Count);
        return true;
    }

    private void WriteComposite(object value, Type type)
    {
        switch (value)
        {
            case var _ when PayloadScalars.TryWriteReferenceType(bytes, value):
                return;
            case byte[] binary when type == typeof(byte[]): // arrays of bytes' enums match the pattern as well
                WriteTag(PayloadTag.Bytes);
                bytes.WriteLengthAndBytes(binary);
                return;
            case Array array:
                WriteArray(array, type.GetElementType()!);
                return;
            case var _ when PayloadCollections.ElementOfCollectionExpression(type) is { } element:
                // An array stands for it: whatever interface the field has, an array implements it too.
                WriteArray(ToArray((System.Collections.IEnumerable)value, element), element);
                return;
            case var _ when PayloadComparers.NameOf(value) is { } comparer:
                WriteTag(PayloadTag.Comparer);
                bytes.WriteString(comparer);
                return;
        }

        Type? collection = PayloadCollections.CollectionOf(type);
        Type[] levels = PayloadFields.Levels(type).ToArray();
        Type? rest = levels.Length == 0 ? type : levels[^1].BaseType;
        if (rest is not null && rest != typeof(object) && rest != typeof(ValueType) && rest != collection)
        {
            throw Refused(rest == type ? type : rest, isBase: rest != type);
        }

        WriteTag(collection is null ? PayloadTag.Object : PayloadTag.Collection);
        WriteType(type);
        if (collection is not null)
        {
            WriteContents(value, collection);
        }

        WriteFields(value, levels);
    }

    private void WriteArray(Array array, Type elementType)
    {
        WriteTag(PayloadTag.Array);
        WriteType(elementType);
        bytes.WriteByte((byte)array.Rank);
        for (int i = 0; i < array.Rank; i++)
        {
            if (array.GetLowerBound(i) != 0)
            {
                throw new SerializationException($"{Path} is an array that does not start at 0, which cannot be copied to the executors.");
            }

            bytes.WriteInt32(array.GetLength(i));
        }

        WriteAll(array, array.Length);
    }

    private void WriteContents(object value, Type collection)
    {
        object? comparer = PayloadCollections.ComparerOf(value, collection);
        Type[] arguments = collection.GetGenericArguments();
        Write(comparer is null || (arguments.Length > 0 && PayloadComparers.IsDefault(comparer, arguments[0])) ? null : comparer);
        List<object?> contents = PayloadCollections.Contents(value, collection);
        bytes.WriteInt32(contents.Count);
        WriteAll(contents, contents.Count);
    }

    private void WriteAll(System.Collections.IEnumerable values, int count)
    {
        int index = 0;
        foreach (object? value in values)
        {
            _path.Add($"[{index++}]");
            Write(value);
            _path.RemoveAt(_path.Count - 1);
        }

        if (index != count)
        {
            throw new SerializationException($"{Path} changed while it was copied.");
        }
    }

    private void WriteFields(object value, Type[] levels)
    {
        bytes.WriteByte((byte)levels.Length);
        foreach (Type level in levels)
        {
            FieldInfo[] fields = PayloadFields.Of(level);
            bytes.WriteInt32(fields.Length);
            foreach (FieldInfo field in fields)
            {
                bytes.WriteString(field.Name);
                _path.Add("." + PayloadFields.DisplayName(field));
                Write(field.GetValue(value));
                _path.RemoveAt(_path.Count - 1);
            }
        }
    }

    private void WriteType(Type type)
    {
        if (_types.TryGetValue(type, out int number))
        {
            bytes.WriteInt32(number);
            return;
        }

        // The parts come first, so that a reader can build the whole from what it knows.
        bytes.WriteInt32(-1);
        if (type.IsSZArray)
        {
            bytes.WriteByte((byte)PayloadTypeForm.Array);
            WriteType(type.GetElementType()!);
        }
        else if (type.IsArray)
        {
            bytes.WriteByte((byte)PayloadTypeForm.MultidimensionalArray);
            bytes.WriteByte((byte)type.GetArrayRank());
            WriteType(type.GetElementType()!);
        }
        else if (type.IsConstructedGenericType)
        {
            Type[] arguments = type.GetGenericArguments();
            bytes.WriteByte((byte)PayloadTypeForm.Generic);
            bytes.WriteByte((byte)arguments.Length);
            WriteType(type.GetGenericTypeDefinition());
            Array.ForEach(arguments, WriteType);
        }
        else
        {
            if (!PayloadTypes.MayName(type))
            {
                throw Refused(type, isBase: false);
            }

            bytes.WriteByte((byte)PayloadTypeForm.Named);
            bytes.WriteString(type.Assembly.GetName().Name ?? "");
            bytes.WriteString(type.FullName!);
        }

        _types.Add(type, _types.Count);
    }

    private void WriteTag(PayloadTag tag) => bytes.WriteByte((byte)tag);

    private string Path => string.Concat(_path);

    private SerializationException Refused(Type type, bool isBase)
    {
        bool cannotBeMarked = PayloadTypes.IsFramework(type.Assembly) || typeof(Delegate).IsAssignableFrom(type);
        if (_path.Count == 1 && !isBase && !cannotBeMarked)
        {
            return new SerializationException($"{Path} is not marked [Serializable]. A writer is copied to the executors by its fields; mark its class [Serializable].");
        }

        string what = isBase ? $"derives from {NameOf(type)}" : $"is a {NameOf(type)}";
        string why = typeof(Delegate).IsAssignableFrom(type) ? "and a delegate cannot be copied to the executors"
            : cannotBeMarked ? "which cannot be copied to the executors"
            : "which is not marked [Serializable]";
        string way = _path.Count == 1 ? ""
            : cannotBeMarked ? " Mark the field [NonSerialized] and create its value in Open."
            : " Mark that class [Serializable], or mark the field [NonSerialized] and create its value in Open.";
        return new SerializationException($"{Path} {what}, {why}.{way}");
    }

    private static Array ToArray(System.Collections.IEnumerable values, Type elementType)
    {
        object?[] contents = values.Cast<object?>().ToArray();
        Array array = Array.CreateInstance(elementType, contents.Length);
        contents.CopyTo(array, 0);
        return array;
    }

    private static string NameOf(Type type) => type.IsGenericType || PayloadTypes.IsFramework(type.Assembly) ? type.ToString() : type.Name;
}
