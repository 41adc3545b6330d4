using Npgsql;

namespace Lakebase.Benchmarks.Shapes;

/// <summary>One column of a shape, and its values as the different peers want them.</summary>
internal abstract class Column<TRow>
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>PostgreSQL's name of its type.</summary>
    public required string Type { get; init; }

    /// <summary>Whether a null is not allowed.</summary>
    public bool IsNotNull { get; init; }

    /// <summary>A row's value, boxed.</summary>
    public abstract object? Boxed(TRow row);

    /// <summary>A parameter for one value, without it.</summary>
    public abstract NpgsqlParameter Parameter();

    /// <summary>Puts a row's value into such a parameter.</summary>
    public abstract void Set(NpgsqlParameter parameter, TRow row);

    /// <summary>A parameter with the values of several rows as an array.</summary>
    public abstract NpgsqlParameter ArrayParameter(ReadOnlySpan<TRow> rows);
}

/// <summary>A column whose values are of this .NET type.</summary>
internal sealed class Column<TRow, T>(Func<TRow, T> value) : Column<TRow>
{
    public override object? Boxed(TRow row) => value(row);

    public override NpgsqlParameter Parameter() => new NpgsqlParameter<T> { DataTypeName = Type };

    public override void Set(NpgsqlParameter parameter, TRow row) => ((NpgsqlParameter<T>)parameter).TypedValue = value(row);

    public override NpgsqlParameter ArrayParameter(ReadOnlySpan<TRow> rows)
    {
        T[] values = new T[rows.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = value(rows[i]);
        }

        return new NpgsqlParameter<T[]> { DataTypeName = Type + "[]", TypedValue = values };
    }
}
