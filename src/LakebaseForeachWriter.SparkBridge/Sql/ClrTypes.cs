using Microsoft.Spark.Sql.Types;

namespace Microsoft.Spark.Sql;

/// <summary>Spark's types of .NET types.</summary>
internal static class ClrTypes
{
    private static readonly Dictionary<Type, DataType> Plain = new()
    {
        [typeof(string)] = new StringType(),
        [typeof(byte[])] = new BinaryType(),
        [typeof(bool)] = new BooleanType(),
        [typeof(decimal)] = new DecimalType(28, 12),
        [typeof(double)] = new DoubleType(),
        [typeof(float)] = new FloatType(),
        [typeof(byte)] = new ByteType(),
        [typeof(int)] = new IntegerType(),
        [typeof(long)] = new LongType(),
        [typeof(short)] = new ShortType(),
        [typeof(Date)] = new DateType(),
        [typeof(Timestamp)] = new TimestampType(),
    };

    /// <exception cref="ArgumentException">Spark has no such type.</exception>
    public static DataType ToSpark(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (Plain.TryGetValue(type, out var plain))
        {
            return plain;
        }

        if (Arguments(type, typeof(IDictionary<,>)) is [var key, var value])
        {
            return new MapType(ToSpark(key), ToSpark(value));
        }

        return Arguments(type, typeof(IEnumerable<>)) is [var element]
            ? new ArrayType(ToSpark(element))
            : throw new ArgumentException($"Spark has no type for {type}.", nameof(type));
    }

    private static Type[]? Arguments(Type type, Type definition) => type.GetInterfaces()
        .Append(type)
        .FirstOrDefault(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == definition)
        ?.GetGenericArguments();
}
