namespace Microsoft.Spark.Sql;

// Functions written in .NET: the names are here so that programs compile, the calls say what to use instead.
public sealed partial class UdfRegistration
{
    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public void Register<TResult>(string name, Func<TResult> f) => throw DotnetUdf.Refuse("UdfRegistration.Register");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public void Register<T, TResult>(string name, Func<T, TResult> f) => throw DotnetUdf.Refuse("UdfRegistration.Register");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public void Register<T1, T2, TResult>(string name, Func<T1, T2, TResult> f) => throw DotnetUdf.Refuse("UdfRegistration.Register");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public void Register<T1, T2, T3, TResult>(string name, Func<T1, T2, T3, TResult> f) =>
        throw DotnetUdf.Refuse("UdfRegistration.Register");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public void Register<T1, T2, T3, T4, TResult>(string name, Func<T1, T2, T3, T4, TResult> f) =>
        throw DotnetUdf.Refuse("UdfRegistration.Register");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public void Register<T1, T2, T3, T4, T5, TResult>(string name, Func<T1, T2, T3, T4, T5, TResult> f) =>
        throw DotnetUdf.Refuse("UdfRegistration.Register");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public void Register<T1, T2, T3, T4, T5, T6, TResult>(string name, Func<T1, T2, T3, T4, T5, T6, TResult> f) =>
        throw DotnetUdf.Refuse("UdfRegistration.Register");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public void Register<T1, T2, T3, T4, T5, T6, T7, TResult>(string name, Func<T1, T2, T3, T4, T5, T6, T7, TResult> f) =>
        throw DotnetUdf.Refuse("UdfRegistration.Register");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public void Register<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(string name, Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult> f) =>
        throw DotnetUdf.Refuse("UdfRegistration.Register");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public void Register<T1, T2, T3, T4, T5, T6, T7, T8, T9, TResult>(string name, Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, TResult> f) =>
        throw DotnetUdf.Refuse("UdfRegistration.Register");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public void Register<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, TResult>(
        string name, Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, TResult> f) =>
        throw DotnetUdf.Refuse("UdfRegistration.Register");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public void Register(string name, Func<Row> f, Types.StructType returnType) =>
        throw DotnetUdf.Refuse("UdfRegistration.Register");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public void Register<T>(string name, Func<T, Row> f, Types.StructType returnType) =>
        throw DotnetUdf.Refuse("UdfRegistration.Register");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public void Register<T1, T2>(string name, Func<T1, T2, Row> f, Types.StructType returnType) =>
        throw DotnetUdf.Refuse("UdfRegistration.Register");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public void Register<T1, T2, T3>(string name, Func<T1, T2, T3, Row> f, Types.StructType returnType) =>
        throw DotnetUdf.Refuse("UdfRegistration.Register");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public void Register<T1, T2, T3, T4>(string name, Func<T1, T2, T3, T4, Row> f, Types.StructType returnType) =>
        throw DotnetUdf.Refuse("UdfRegistration.Register");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public void Register<T1, T2, T3, T4, T5>(string name, Func<T1, T2, T3, T4, T5, Row> f, Types.StructType returnType) =>
        throw DotnetUdf.Refuse("UdfRegistration.Register");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public void Register<T1, T2, T3, T4, T5, T6>(string name, Func<T1, T2, T3, T4, T5, T6, Row> f, Types.StructType returnType) =>
        throw DotnetUdf.Refuse("UdfRegistration.Register");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public void Register<T1, T2, T3, T4, T5, T6, T7>(string name, Func<T1, T2, T3, T4, T5, T6, T7, Row> f, Types.StructType returnType) =>
        throw DotnetUdf.Refuse("UdfRegistration.Register");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public void Register<T1, T2, T3, T4, T5, T6, T7, T8>(
        string name, Func<T1, T2, T3, T4, T5, T6, T7, T8, Row> f, Types.StructType returnType) =>
        throw DotnetUdf.Refuse("UdfRegistration.Register");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public void Register<T1, T2, T3, T4, T5, T6, T7, T8, T9>(
        string name, Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, Row> f, Types.StructType returnType) =>
        throw DotnetUdf.Refuse("UdfRegistration.Register");

    /// <summary>Not supported: always throws.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to use instead.</exception>
    public void Register<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(
        string name, Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, Row> f, Types.StructType returnType) =>
        throw DotnetUdf.Refuse("UdfRegistration.Register");
}
