// Microsoft.Spark carries no nullability annotations; code written against it must not meet warnings here.
#nullable disable annotations
using Microsoft.Spark.Sql.Types;

namespace Microsoft.Spark.Sql;

/// <summary>A row of a data frame. It does not change, so any thread may read it.</summary>
/// <remarks>
/// The values are <see cref="bool"/>, <see cref="sbyte"/>, <see cref="short"/>, <see cref="int"/>, <see cref="long"/>, <see cref="float"/>,
/// <see cref="double"/>, <see cref="decimal"/> (<see cref="System.Data.SqlTypes.SqlDecimal"/> when a value has more digits than that can
/// hold), <see cref="string"/>, <see cref="T:System.Byte[]"/>, <see cref="Date"/>, <see cref="Timestamp"/>, <see cref="TimeSpan"/> (day-time interval),
/// <see cref="int"/> months (year-month interval), <see cref="TimeOnly"/> (time), JSON text (variant), <see cref="System.Collections.ArrayList"/>
/// (array), <see cref="System.Collections.Hashtable"/> (map) and <see cref="Row"/> (struct).
/// </remarks>
public sealed class Row
{
    internal Row(object[] values, StructType schema)
    {
        Values = values;
        Schema = schema;
    }

    /// <summary>The row's schema; null for a row made of a <see cref="GenericRow"/>.</summary>
    public StructType Schema { get; }

    /// <summary>The values in column order.</summary>
    public object[] Values { get; }

    /// <summary>The value at an index.</summary>
    /// <param name="index">Position from 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such column.</exception>
    public object this[int index] => Get(index);

    /// <summary>Makes a row without a schema.</summary>
    /// <param name="genericRow">Its values are shared, not copied.</param>
    public static implicit operator Row(GenericRow genericRow) => genericRow is null ? null : new Row(genericRow.Values, null);

    /// <summary>The number of columns.</summary>
    public int Size() => Values.Length;

    /// <summary>The value at an index.</summary>
    /// <param name="index">Position from 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such column.</exception>
    public object Get(int index) => RowValues.At(Values, index);

    /// <summary>The value of a column.</summary>
    /// <param name="columnName">The column's name, in its own letter case.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such column.</exception>
    public object Get(string columnName) => Values[IndexOf(columnName)];

    /// <summary>
    /// The value at an index as a given type: numbers convert when they fit, arrays to <c>T[]</c>, maps to <c>Dictionary&lt;K, V&gt;</c>.
    /// </summary>
    /// <typeparam name="T">The wanted type. Null gives a reference type's or <see cref="Nullable{T}"/>'s null.</typeparam>
    /// <param name="index">Position from 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such column.</exception>
    /// <exception cref="InvalidCastException">The value does not convert, or is null and <typeparamref name="T"/> cannot be.</exception>
    /// <exception cref="OverflowException">The number does not fit.</exception>
    public T GetAs<T>(int index) => RowValues.ConvertTo<T>(Get(index));

    /// <summary>The value of a column as a given type; see <see cref="GetAs{T}(int)"/>.</summary>
    /// <typeparam name="T">The wanted type.</typeparam>
    /// <param name="columnName">The column's name, in its own letter case.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such column.</exception>
    /// <exception cref="InvalidCastException">The value does not convert, or is null and <typeparamref name="T"/> cannot be.</exception>
    /// <exception cref="OverflowException">The number does not fit.</exception>
    public T GetAs<T>(string columnName) => RowValues.ConvertTo<T>(Get(columnName));

    /// <summary>The values in brackets.</summary>
    public override string ToString() => RowValues.Format(Values);

    /// <summary>Whether the other object is a row with equal values and an equal schema.</summary>
    public override bool Equals(object obj) =>
        ReferenceEquals(this, obj) || (obj is Row other && Values.SequenceEqual(other.Values) && Equals(Schema, other.Schema));

    /// <summary>A hash of the values.</summary>
    public override int GetHashCode() => RowValues.Hash(Values);

    private int IndexOf(string columnName)
    {
        List<StructField> fields = Schema?.Fields
            ?? throw new InvalidOperationException("This row has no schema; read its values by position.");
        for (int i = 0; i < fields.Count; i++)
        {
            if (fields[i].Name == columnName)
            {
                return i;
            }
        }

        throw new IndexOutOfRangeException($"There is no column '{columnName}'; the row has {string.Join(", ", fields.Select(f => f.Name))}.");
    }
}
