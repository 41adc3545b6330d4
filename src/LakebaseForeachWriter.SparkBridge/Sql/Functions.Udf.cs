namespace Microsoft.Spark.Sql;

// Functions written in .NET: the names are here so that programs compile, the calls say what to use instead.
public static partial class Functions
{
    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public static Func<Column> Udf<RT>(Func<RT> udf) => throw DotnetUdf.Refuse("Udf");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public static Func<Column, Column> Udf<T, RT>(Func<T, RT> udf) => throw DotnetUdf.Refuse("Udf");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public static Func<Column, Column, Column> Udf<T1, T2, RT>(Func<T1, T2, RT> udf) => throw DotnetUdf.Refuse("Udf");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public static Func<Column, Column, Column, Column> Udf<T1, T2, T3, RT>(Func<T1, T2, T3, RT> udf) => throw DotnetUdf.Refuse("Udf");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public static Func<Column, Column, Column, Column, Column> Udf<T1, T2, T3, T4, RT>(Func<T1, T2, T3, T4, RT> udf) =>
        throw DotnetUdf.Refuse("Udf");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public static Func<Column, Column, Column, Column, Column, Column> Udf<T1, T2, T3, T4, T5, RT>(Func<T1, T2, T3, T4, T5, RT> udf) =>
        throw DotnetUdf.Refuse("Udf");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public static Func<Column, Column, Column, Column, Column, Column, Column> Udf<T1, T2, T3, T4, T5, T6, RT>(
        Func<T1, T2, T3, T4, T5, T6, RT> udf) =>
        throw DotnetUdf.Refuse("Udf");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public static Func<Column, Column, Column, Column, Column, Column, Column, Column> Udf<T1, T2, T3, T4, T5, T6, T7, RT>(
        Func<T1, T2, T3, T4, T5, T6, T7, RT> udf) =>
        throw DotnetUdf.Refuse("Udf");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public static Func<Column, Column, Column, Column, Column, Column, Column, Column, Column> Udf<T1, T2, T3, T4, T5, T6, T7, T8, RT>(
        Func<T1, T2, T3, T4, T5, T6, T7, T8, RT> udf) =>
        throw DotnetUdf.Refuse("Udf");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public static Func<Column, Column, Column, Column, Column, Column, Column, Column, Column, Column>
        Udf<T1, T2, T3, T4, T5, T6, T7, T8, T9, RT>(Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, RT> udf) =>
        throw DotnetUdf.Refuse("Udf");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public static Func<Column, Column, Column, Column, Column, Column, Column, Column, Column, Column, Column>
        Udf<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, RT>(Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, RT> udf) =>
        throw DotnetUdf.Refuse("Udf");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public static Func<Column> Udf(Func<Row> udf, Types.StructType returnType) =>
        throw DotnetUdf.Refuse("Udf");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public static Func<Column, Column> Udf<T>(Func<T, Row> udf, Types.StructType returnType) =>
        throw DotnetUdf.Refuse("Udf");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public static Func<Column, Column, Column> Udf<T1, T2>(Func<T1, T2, Row> udf, Types.StructType returnType) =>
        throw DotnetUdf.Refuse("Udf");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public static Func<Column, Column, Column, Column> Udf<T1, T2, T3>(Func<T1, T2, T3, Row> udf, Types.StructType returnType) =>
        throw DotnetUdf.Refuse("Udf");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public static Func<Column, Column, Column, Column, Column> Udf<T1, T2, T3, T4>(
        Func<T1, T2, T3, T4, Row> udf, Types.StructType returnType) =>
        throw DotnetUdf.Refuse("Udf");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public static Func<Column, Column, Column, Column, Column, Column> Udf<T1, T2, T3, T4, T5>(
        Func<T1, T2, T3, T4, T5, Row> udf, Types.StructType returnType) =>
        throw DotnetUdf.Refuse("Udf");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public static Func<Column, Column, Column, Column, Column, Column, Column> Udf<T1, T2, T3, T4, T5, T6>(
        Func<T1, T2, T3, T4, T5, T6, Row> udf, Types.StructType returnType) =>
        throw DotnetUdf.Refuse("Udf");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public static Func<Column, Column, Column, Column, Column, Column, Column, Column> Udf<T1, T2, T3, T4, T5, T6, T7>(
        Func<T1, T2, T3, T4, T5, T6, T7, Row> udf, Types.StructType returnType) =>
        throw DotnetUdf.Refuse("Udf");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public static Func<Column, Column, Column, Column, Column, Column, Column, Column, Column> Udf<T1, T2, T3, T4, T5, T6, T7, T8>(
        Func<T1, T2, T3, T4, T5, T6, T7, T8, Row> udf, Types.StructType returnType) =>
        throw DotnetUdf.Refuse("Udf");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public static Func<Column, Column, Column, Column, Column, Column, Column, Column, Column, Column>
        Udf<T1, T2, T3, T4, T5, T6, T7, T8, T9>(Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, Row> udf, Types.StructType returnType) =>
        throw DotnetUdf.Refuse("Udf");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public static Func<Column, Column, Column, Column, Column, Column, Column, Column, Column, Column, Column>
        Udf<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, Row> udf, Types.StructType returnType) =>
        throw DotnetUdf.Refuse("Udf");
}
