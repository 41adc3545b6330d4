using Lakebase.Buffering;
using Lakebase.Flushing;

namespace Lakebase.DeadLetters;

/// <summary>Where rows go that their table refuses.</summary>
/// <remarks>Used by one task at a time.</remarks>
internal interface IDeadLetterDestination
{
    /// <summary>Its name, for messages.</summary>
    string Name { get; }

    /// <summary>Takes a row, as part of the transaction of the good rows.</summary>
    ValueTask AddAsync(FlushTransaction transaction, RowBatch batch, int row, DeadLetter letter, CancellationToken cancellationToken);

    /// <summary>Makes what was taken since the last call durable, where the commit does not. Called directly before the commit.</summary>
    ValueTask PersistAsync(CancellationToken cancellationToken);

    /// <summary>Forgets what was taken since the last <see cref="PersistAsync"/>: the transaction begins anew.</summary>
    void Discard();
}
