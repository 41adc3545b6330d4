using System.Runtime.ExceptionServices;
using Lakebase.Schema;

namespace Lakebase.Buffering;

/// <summary>
/// Rows on their way into the table, encoded column by column. A row is appended by giving each of <see cref="Appenders"/> one value
/// and then calling <see cref="CompleteRow"/>; until then it does not count.
/// </summary>
/// <remarks>Not thread-safe: it has one owner at any time. Made once and used again after <see cref="Reset"/>.</remarks>
internal sealed class RowBatch
{
    private readonly ColumnBuffer[] _columns;
    private readonly ColumnAppender[] _appenders;
    private int[] _identity = [];

    // All rows in the order of their keys; null where nobody has sorted them since the last one came.
    private ReadOnlyMemory<int>? _inKeyOrder;

    /// <summary>An empty batch for the mapping's columns.</summary>
    public RowBatch(TableMapping mapping)
    {
        Mapping = mapping;
        _columns = new ColumnBuffer[mapping.Columns.Count];
        _appenders = new ColumnAppender[mapping.Columns.Count];
        for (int i = 0; i < _columns.Length; i++)
        {
            _columns[i] = new ColumnBuffer();
            _appenders[i] = ColumnAppenders.Create(mapping.Columns[i], _columns[i]);
        }
    }

    /// <summary>What the columns are.</summary>
    public TableMapping Mapping { get; }

    /// <summary>
    /// Called by whoever flushes the rows when all of them are sent and there is nothing left to do but wait for the server. On any thread,
    /// and again with each try; never, if it comes to no sending. Does not wait.
    /// </summary>
    public Action? WhenSent { get; set; }

    /// <summary>Complete rows.</summary>
    public int RowCount { get; private set; }

    /// <summary>Bytes of the complete rows' fields.</summary>
    public long ByteCount
    {
        get
        {
            long bytes = 0;
            foreach (ColumnBuffer column in _columns)
            {
                bytes += column.BytesOfFirst(RowCount);
            }

            return bytes;
        }
    }

    /// <summary>Bytes of the memory that its columns hold, used or not.</summary>
    public long CapacityBytes => _columns.Sum(column => column.CapacityBytes) + (_identity.Length * (long)sizeof(int));

    /// <summary>The columns' fields, in the order of the mapping's columns.</summary>
    public IReadOnlyList<ColumnBuffer> Columns => _columns;

    /// <summary>Where the values of the next row go, in the same order.</summary>
    public ReadOnlySpan<ColumnAppender> Appenders => _appenders;

    /// <summary>The indices of all complete rows in arrival order. Valid until the next row or <see cref="Reset"/>.</summary>
    public ReadOnlyMemory<int> AllRows
    {
        get
        {
            int known = _identity.Length;
            if (known < RowCount)
            {
                Array.Resize(ref _identity, Math.Max(RowCount, known * 2));
                for (int i = known; i < _identity.Length; i++)
                {
                    _identity[i] = i;
                }
            }

            return _identity.AsMemory(0, RowCount);
        }
    }

    /// <summary>
    /// Complete rows, given in arrival order, in the order in which a statement writes them: without a conflict index by
    /// <see cref="TableMapping.InsertOrder"/>, else by their keys' bytes, those of one key in arrival order. Valid until the next row or
    /// <see cref="Reset"/>.
    /// </summary>
    public ReadOnlyMemory<int> InKeyOrder(ReadOnlyMemory<int> rows)
    {
        if (rows.Length < RowCount)
        {
            return Sort(rows);
        }

        if (_inKeyOrder is not { } sorted || sorted.Length != RowCount)
        {
            _inKeyOrder = sorted = Sort(rows);
        }

        return sorted;
    }

    /// <summary>Sorts all rows now, if that is wanted at all: a flush that does it keeps the server waiting.</summary>
    public void Sort()
    {
        if (Mapping.ConflictIndex is null || Mapping.HasExactKey)
        {
            _ = InKeyOrder(AllRows);
        }
    }

    /// <summary>Makes the row that was appended to all columns part of the batch.</summary>
    /// <exception cref="InvalidOperationException">A column has no value, or more than one, for the row.</exception>
    public void CompleteRow()
    {
        int rowCount = RowCount + 1;
        foreach (ColumnBuffer column in _columns)
        {
            if (column.RowCount != rowCount)
            {
                throw new InvalidOperationException("A row needs exactly one value per column.");
            }
        }

        RowCount = rowCount;
    }

    /// <summary>
    /// Ends a row of which a value can be written in no way. Everything that refuses a row before it reaches a statement comes through
    /// here, and leaves its source standing behind the row: a row that is to go elsewhere would be taken here.
    /// </summary>
    /// <exception cref="ValueConversionException">Always the reason.</exception>
    public void RefuseRow(ValueConversionException reason)
    {
        AbandonRow();
        ExceptionDispatchInfo.Throw(reason);
    }

    /// <summary>Whether <see cref="FindRefusedRows"/> finds any.</summary>
    public bool HasRefusedRows => Array.Exists(_columns, column => column.Refused.Count > 0);

    /// <summary>
    /// The rows that hold a value which their column cannot, and that are not to be written: why, by the row's index. A value of theirs is
    /// a null that stands for nothing.
    /// </summary>
    public IReadOnlyDictionary<int, ValueConversionException> FindRefusedRows()
    {
        Dictionary<int, ValueConversionException> rows = [];
        for (int i = 0; i < _columns.Length; i++)
        {
            foreach ((int row, Misfit misfit) in _columns[i].Refused)
            {
                rows.TryAdd(row, new ValueConversionException(Mapping.Columns[i], misfit.Text) { SqlState = misfit.Reason.ToSqlState() });
            }
        }

        return rows;
    }

    /// <summary>Takes back the values of a row that was not completed.</summary>
    public void AbandonRow()
    {
        foreach (ColumnBuffer column in _columns)
        {
            column.Truncate(RowCount);
        }
    }

    /// <summary>Empties the batch for its next use.</summary>
    public void Reset()
    {
        RowCount = 0;
        WhenSent = null;
        _inKeyOrder = null;
        foreach (ColumnBuffer column in _columns)
        {
            column.Reset();
        }
    }

    private ReadOnlyMemory<int> Sort(ReadOnlyMemory<int> rows) => Mapping.ConflictIndex is null
        ? KeyOrder.Roughly(ColumnsOf(Mapping.InsertOrder), rows)
        : KeyOrder.Exactly(ColumnsOf(Mapping.KeyOrdinals), rows);

    private ColumnBuffer[] ColumnsOf(IReadOnlyList<int> ordinals) => [.. ordinals.Select(ordinal => _columns[ordinal])];
}
