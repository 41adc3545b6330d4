using Lakebase.Schema;
using Npgsql;

namespace Lakebase.Buffering;

/// <summary>A value that the table's column cannot hold. The message names the column, the types and the reason, never the value.</summary>
internal sealed class ValueConversionException(ColumnMapping column, string reason)
    : Exception($"Column '{column.Source.Name}' ({column.Source.Type} → {column.Target.Name} {column.Target.Type.Name}): {reason}")
{
    /// <summary>The column.</summary>
    public ColumnMapping Column { get; } = column;

    /// <summary>PostgreSQL's code for such a value.</summary>
    public string SqlState { get; init; } = PostgresErrorCodes.DataException;
}
