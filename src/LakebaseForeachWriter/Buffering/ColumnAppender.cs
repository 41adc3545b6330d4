using Lakebase.Diagnostics;
using Lakebase.Schema;

namespace Lakebase.Buffering;

/// <summary>
/// Takes one column's values and appends them to the column's buffer in PostgreSQL's binary format. One small class per kind of value
/// and wire type, chosen once per schema, so that a row costs one virtual call per value and no allocation.
/// </summary>
/// <remarks>
/// Which method to call follows from the source column's type; any other one throws <see cref="InvalidOperationException"/>. A value
/// that the table's column cannot hold is written otherwise if the options say so; else it throws <see cref="ValueConversionException"/>,
/// and the row ends in <see cref="RowBatch.RefuseRow"/>.
/// </remarks>
internal abstract class ColumnAppender(ColumnBuffer buffer, ColumnMapping column)
{
    /// <summary>Where the fields go.</summary>
    protected ColumnBuffer Buffer { get; } = buffer;

    /// <summary>The column, for messages.</summary>
    public ColumnMapping Column { get; } = column;

    /// <summary>Any type: a null.</summary>
    public virtual void Null() => Buffer.AppendNull();

    /// <summary>boolean.</summary>
    public virtual void Boolean(bool value) => throw Unsupported(nameof(Boolean));

    /// <summary>
    /// byte, short, int, long; date (days since 1970-01-01); timestamp and timestamp_ntz (µs since 1970-01-01); day-time interval (µs);
    /// year-month interval (months); time (ns since midnight).
    /// </summary>
    public virtual void Int64(long value) => throw Unsupported(nameof(Int64));

    /// <summary>float.</summary>
    public virtual void Single(float value) => throw Unsupported(nameof(Single));

    /// <summary>double.</summary>
    public virtual void Double(double value) => throw Unsupported(nameof(Double));

    /// <summary>decimal: unscaled × 10^-scale, at most 38 digits.</summary>
    public virtual void Decimal(Int128 unscaled, int scale) => throw Unsupported(nameof(Decimal));

    /// <summary>string and variant (JSON text), in UTF-8.</summary>
    public virtual void Utf8(ReadOnlySpan<byte> value) => throw Unsupported(nameof(Utf8));

    /// <summary>binary.</summary>
    public virtual void Bytes(ReadOnlySpan<byte> value) => throw Unsupported(nameof(Bytes));

    /// <summary>
    /// array: returns the appender for the elements, of which exactly <paramref name="count"/> must follow before <see cref="EndArray"/>.
    /// </summary>
    public virtual ColumnAppender BeginArray(int count, bool hasNulls) => throw Unsupported(nameof(BeginArray));

    /// <summary>Ends the array that <see cref="BeginArray"/> began.</summary>
    public virtual void EndArray() => throw Unsupported(nameof(EndArray));

    /// <summary>struct: each of its fields, in order, goes to the appender that <see cref="Field"/> gives for it.</summary>
    public virtual void BeginStruct() => throw Unsupported(nameof(BeginStruct));

    /// <summary>The appender for a struct's next field.</summary>
    public virtual ColumnAppender Field(int index) => throw Unsupported(nameof(Field));

    /// <summary>Ends the struct that <see cref="BeginStruct"/> began.</summary>
    public virtual void EndStruct() => throw Unsupported(nameof(EndStruct));

    /// <summary>map: returns the appenders for the entries; key and value must take turns until <see cref="EndMap"/>.</summary>
    public virtual (ColumnAppender Keys, ColumnAppender Values) BeginMap() => throw Unsupported(nameof(BeginMap));

    /// <summary>Ends the map that <see cref="BeginMap"/> began.</summary>
    public virtual void EndMap() => throw Unsupported(nameof(EndMap));

    /// <summary>Whether a null may stand for the current value.</summary>
    protected virtual bool TakesNull => Column.IsArray || !Column.Target.IsNotNull;

    /// <summary>
    /// For a value that the column cannot hold: true if the caller is to append what comes nearest instead; false if a null was appended.
    /// </summary>
    /// <exception cref="ValueConversionException">Neither is wanted, or possible; the value is never part of the message.</exception>
    protected bool Replaces(Misfit misfit)
    {
        if (Column.InvalidValues != InvalidValueHandling.Replace || Column.DecidesAboutRow)
        {
            NullInstead(misfit);
            return false;
        }

        Buffer.CountInvalid(misfit.Reason, isNull: false);
        return true;
    }

    /// <summary>For a value that the column cannot hold and that nothing comes near: appends a null.</summary>
    /// <exception cref="ValueConversionException">None is wanted, or possible; the value is never part of the message.</exception>
    protected void NullInstead(Misfit misfit)
    {
        if (Column.InvalidValues == InvalidValueHandling.DeadLetter)
        {
            Buffer.Refuse(misfit);
            Placeholder();
            return;
        }

        if (WhyNoNull() is { } why)
        {
            LakebaseMetrics.ValuesInvalid(Column, misfit.Reason, "fail", 1);
            throw new ValueConversionException(Column, misfit.Text + why);
        }

        Null();
        Buffer.CountInvalid(misfit.Reason, isNull: true);
    }

    /// <summary>Appends anything, in a row that is not to be written.</summary>
    protected virtual void Placeholder() => Null();

    /// <summary>For a text that PostgreSQL cannot store: one that it can, or null if a null was appended.</summary>
    /// <exception cref="ValueConversionException">Neither is wanted, or possible.</exception>
    protected byte[]? Repaired(ReadOnlySpan<byte> utf8) => Replaces(StorableText.FindMisfit(utf8)) ? StorableText.Repair(utf8) : null;

    private string? WhyNoNull() => Column.InvalidValues switch
    {
        InvalidValueHandling.Fail => "",
        _ when Column.DecidesAboutRow => "; InvalidValues does not apply: the column decides which row it is or what happens to it",
        _ when !TakesNull => $"; InvalidValues = {Column.InvalidValues} cannot help, as there can be no null",
        _ => null,
    };

    private InvalidOperationException Unsupported(string method) =>
        new($"Column '{Column.Source.Name}' of type {Column.Source.Type} takes no {method} value.");
}
