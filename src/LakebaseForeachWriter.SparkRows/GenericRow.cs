// Microsoft.Spark carries no nullability annotations; code written against it must not meet warnings here.
#nullable disable annotations
namespace Microsoft.Spark.Sql;

/// <summary>A row without a schema, for <c>CreateDataFrame</c>.</summary>
public sealed class GenericRow
{
    /// <summary>Creates a row.</summary>
    /// <param name="values">The values in column order; the array is kept, not copied.</param>
    public GenericRow(object[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Values = values;
    }

    /// <summary>The values in column order.</summary>
    public object[] Values { get; }

    /// <summary>The value at an index.</summary>
    /// <param name="index">Position from 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such column.</exception>
    public object this[int index] => Get(index);

    /// <summary>The number of columns.</summary>
    public int Size() => Values.Length;

    /// <summary>The value at an index.</summary>
    /// <param name="index">Position from 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such column.</exception>
    public object Get(int index) => RowValues.At(Values, index);

    /// <summary>The value at an index as a given type; see <see cref="Row.GetAs{T}(int)"/>.</summary>
    /// <typeparam name="T">The wanted type.</typeparam>
    /// <param name="index">Position from 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such column.</exception>
    /// <exception cref="InvalidCastException">The value does not convert.</exception>
    public T GetAs<T>(int index) => RowValues.ConvertTo<T>(Get(index));

    /// <summary>The values in brackets.</summary>
    public override string ToString() => RowValues.Format(Values);

    /// <summary>Whether the other object is a row with equal values.</summary>
    public override bool Equals(object obj) => ReferenceEquals(this, obj) || (obj is GenericRow other && Values.SequenceEqual(other.Values));

    /// <summary>A hash of the values.</summary>
    public override int GetHashCode() => RowValues.Hash(Values);
}
