using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>void → any type: nothing but nulls.</summary>
internal sealed class VoidAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column);
