using System.Collections.Immutable;
using Lakebase.Buffering;
using Lakebase.DeadLetters;
using Lakebase.Resilience;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>
/// Finds the rows of a batch that the table refuses, by halves, and commits the others in their order. Each half is a subtransaction that
/// is undone where it fails; a row alone that fails goes to the dead letters. Every transaction settles a part of the rows from the front
/// on, so that what is committed stays so whatever happens to the rest.
/// </summary>
/// <remarks>Of one batch; used by one task.</remarks>
internal sealed class RowIsolation
{
    /// <summary>A transaction with more than 64 subtransactions slows down every other session's snapshots.</summary>
    private const int MaxSubtransactions = 60;

    private readonly LakebaseWriterOptions _options;
    private readonly CheckedPlan _plan;
    private readonly EpochProgress _progress;
    private readonly IDeadLetterDestination? _destination;
    private readonly bool _keepsSessions;
    private readonly RowBatch _batch;
    private readonly ReadOnlyMemory<int> _rows;
    private readonly long _firstRow;
    private readonly long _startedAt;

    // What is left to write, the front on top, after the last commit that is known, and after the one that may be in doubt.
    private ImmutableStack<RowRange> _left;
    private ImmutableStack<RowRange> _leftAfterCommit;
    private long _position;

    /// <summary>The isolation of rows that were refused together.</summary>
    /// <param name="options">The writer's options.</param>
    /// <param name="plan">The table.</param>
    /// <param name="progress">Counts what is committed.</param>
    /// <param name="destination">Where refused rows go; null: the first one ends it.</param>
    /// <param name="keepsSessions">Whether a session lasts as long as its connection.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="rows">Its rows, none of which is committed.</param>
    /// <param name="refusal">Why they were refused; null: only the rows are to be left out that the batch itself refuses.</param>
    /// <param name="startedAt">The clock's timestamp when their flush began.</param>
    public RowIsolation(
        LakebaseWriterOptions options,
        CheckedPlan plan,
        EpochProgress progress,
        IDeadLetterDestination? destination,
        bool keepsSessions,
        RowBatch batch,
        ReadOnlyMemory<int> rows,
        Exception? refusal,
        long startedAt)
    {
        _options = options;
        _plan = plan;
        _progress = progress;
        _destination = destination;
        _keepsSessions = keepsSessions;
        _batch = batch;
        _rows = rows;
        _startedAt = startedAt;
        _firstRow = _position = progress.Position;
        _left = _leftAfterCommit = refusal is null ? BeginAroundRefused() : Begin(refusal);
    }

    /// <summary>Rows that are neither committed nor put aside.</summary>
    public int RowsLeft => _left.Sum(range => range.Length);

    /// <summary>Writes as many of the rows as one transaction may, and commits it.</summary>
    /// <exception cref="RefusedRowException">A row is refused, and there is no room for it among the dead letters.</exception>
    public async ValueTask CommitPartAsync(FlushTransaction transaction, CancellationToken cancellationToken)
    {
        if (_progress.Position != _position)
        {
            // The commit of the try before was lost, and found.
            Settle();
            return;
        }

        _destination?.Discard();
        ImmutableStack<RowRange> left = _left;
        List<DeadLetter> letters = [];
        int end = (int)(_position - _firstRow);
        int start = end;
        int sentRows = 0;

        // A deferred constraint would fail at the commit only, where nobody could say whose fault it is.
        transaction.Add("SET CONSTRAINTS ALL IMMEDIATE");
        while (!left.IsEmpty && transaction.Subtransactions < MaxSubtransactions)
        {
            left = left.Pop(out RowRange range);
            (Exception? refusal, int sent) = range.Refusal is { } known
                ? (known, 0)
                : await TryAsync(transaction, range, cancellationToken).ConfigureAwait(false);
            if (refusal is null)
            {
                sentRows += sent;
                end = range.End;
            }
            else if (Narrow(left, range, refusal) is { } narrowed)
            {
                left = narrowed;
            }
            else
            {
                letters.Add(await PutAsideAsync(transaction, range.Start, refusal, letters.Count, cancellationToken).ConfigureAwait(false));
                end = range.End;
            }
        }

        if (_destination is not null)
        {
            await _destination.PersistAsync(cancellationToken).ConfigureAwait(false);
        }

        _leftAfterCommit = left;
        PendingCommit commit = new(end - start, sentRows, _batch.ByteCount * (end - start) / _batch.RowCount, _startedAt)
        {
            DeadLetters = letters,
            DeadLettersIn = _destination?.Name ?? "",
        };
        await _progress.CommitAsync(transaction, commit, cancellationToken).ConfigureAwait(false);
        Settle();
    }

    private void Settle()
    {
        _left = _leftAfterCommit;
        _position = _progress.Position;
    }

    // The rows that the batch refuses, each alone, and what lies between them.
    private ImmutableStack<RowRange> BeginAroundRefused()
    {
        IReadOnlyDictionary<int, ValueConversionException> refused = _batch.FindRefusedRows();
        ImmutableStack<RowRange> ranges = [];
        int end = _rows.Length;
        for (int i = _rows.Length - 1; i >= 0; i--)
        {
            if (refused.TryGetValue(_rows.Span[i], out ValueConversionException? refusal))
            {
                ranges = PushBetween(ranges, i + 1, end).Push(new RowRange(i, 1, InOrder: false, refusal));
                end = i;
            }
        }

        return PushBetween(ranges, 0, end);
    }

    private static ImmutableStack<RowRange> PushBetween(ImmutableStack<RowRange> ranges, int start, int end) =>
        end > start ? ranges.Push(new RowRange(start, end - start, InOrder: false)) : ranges;

    private ImmutableStack<RowRange> Begin(Exception refusal)
    {
        RowRange all = new(0, _rows.Length, InOrder: false);

        // Another unique key than the upsert's may fail in the order of the keys and pass in that of arrival: then no row is to blame, and
        // halves would find that out for one pair of rows after the other.
        bool isAboutOrder =
            _options.Mode == WriteMode.Upsert && refusal is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };
        return isAboutOrder ? [all with { InOrder = true }] : Narrow([], all, refusal) ?? [all];
    }

    /// <summary>What to try instead of a range that was refused; null where it is a single row that nothing can be done about.</summary>
    private static ImmutableStack<RowRange>? Narrow(ImmutableStack<RowRange> left, RowRange range, Exception refusal)
    {
        if (range.Length == 1)
        {
            return null;
        }

        if (!range.InOrder && refusal is PostgresException { SqlState: PostgresErrorCodes.CardinalityViolation })
        {
            // Keys that only the server finds equal.
            return left.Push(range with { InOrder = true });
        }

        int half = range.Length / 2;
        return left
            .Push(new RowRange(range.Start + half, range.Length - half, InOrder: false))
            .Push(new RowRange(range.Start, half, InOrder: false));
    }

    private async ValueTask<(Exception? Refusal, int SentRows)> TryAsync(
        FlushTransaction transaction, RowRange range, CancellationToken cancellationToken)
    {
        FlushRequest request = new(_batch, _rows.Slice(range.Start, range.Length));
        try
        {
            request.Steps = StepSelection.SelectWithoutServer(request, range.InOrder);
        }
        catch (NullKeyException withoutKey)
        {
            return (withoutKey, 0);
        }

        FlushPath path = PathOf(request, range);
        _progress.LastPath = path.ToName();
        PostgresException? refusal = await transaction.TryAsync(
            token => _plan.Current.Strategy(path).WriteAsync(transaction, request, token), IsRowsFault, cancellationToken)
            .ConfigureAwait(false);
        return (refusal, request.StepRows);
    }

    private FlushPath PathOf(FlushRequest request, RowRange range)
    {
        if (range.InOrder)
        {
            return FlushPath.UnnestUpsert;
        }

        // Halves are small soon: COPY would cost three round trips for each of them.
        WriteMode mode = _options.Mode == WriteMode.BulkInsert ? WriteMode.Insert : _options.Mode;
        FlushSize size = new(request.StepRows, _batch.ByteCount * range.Length / _batch.RowCount, Steps: request.Steps.Count);
        return FlushStrategySelector.Select(mode, _batch.Mapping, size, WritePath.Automatic, _keepsSessions);
    }

    private static bool IsRowsFault(PostgresException error) =>
        WriteErrorClassifier.Classify(error) == WriteErrorKind.Data || error.SqlState == PostgresErrorCodes.CardinalityViolation;

    private async ValueTask<DeadLetter> PutAsideAsync(
        FlushTransaction transaction, int index, Exception refusal, int pendingLetters, CancellationToken cancellationToken)
    {
        long rowNumber = _firstRow + index + 1;
        int letters = _progress.DeadLetters + pendingLetters;
        if (_destination is null || letters >= _options.MaxDeadLetters)
        {
            throw new RefusedRowException(refusal, rowNumber, letters);
        }

        DeadLetter letter = DeadLetter.From(refusal, rowNumber);
        await _destination.AddAsync(transaction, _batch, _rows.Span[index], letter, cancellationToken).ConfigureAwait(false);
        return letter;
    }

    /// <summary>Rows of the batch that are tried together.</summary>
    /// <param name="Start">The first one's place among the rows.</param>
    /// <param name="Length">How many.</param>
    /// <param name="InOrder">Whether each is a statement of its own, in the order in which they came.</param>
    /// <param name="Refusal">Why the row, which is alone then, cannot be written, if that is known.</param>
    private readonly record struct RowRange(int Start, int Length, bool InOrder, Exception? Refusal = null)
    {
        public int End => Start + Length;
    }
}
