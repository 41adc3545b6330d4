using Lakebase.Buffering;
using Lakebase.Schema;

namespace Lakebase.Flushing;

/// <summary>
/// All that writing to one table needs and no partition owns: mapping, statements, and by what to see that the table was altered. Made once
/// per process, table and source schema. Thread-safe.
/// </summary>
/// <param name="mapping">How the source's rows become the table's.</param>
/// <param name="fingerprint">The table's definition when the mapping was made.</param>
internal sealed class TargetPlan(TableMapping mapping, string fingerprint)
{
    private readonly IFlushStrategy?[] _strategies = new IFlushStrategy?[Enum.GetValues<FlushPath>().Length];

    // A boxed timestamp, so that threads see all of it or the one before.
    private volatile object? _checkedAt;

    private volatile bool _expectsNewKeys = mapping.Table.IsEmpty && mapping.ConflictIndex is { Predicate: null };

    /// <summary>How the source's rows become the table's.</summary>
    public TableMapping Mapping { get; } = mapping;

    /// <summary>Empty batches for the mapping's columns, used by one epoch after the other.</summary>
    public BatchPool Batches { get; } = new(() => new RowBatch(mapping));

    /// <summary>The table's definition when the mapping was made, see <see cref="TargetTableReader"/>.</summary>
    public string Fingerprint { get; } = fingerprint;

    /// <summary>The clock's timestamp when the server last said that the plan fits its table; null where that must be asked
    /// again.</summary>
    public long? CheckedAt
    {
        get => (long?)_checkedAt;
        set => _checkedAt = value;
    }

    /// <summary>
    /// Whether an upsert inserts plainly, which takes the server little more than half of the time: where the table was empty, until the
    /// first key that is there already.
    /// </summary>
    public bool ExpectsNewKeys
    {
        get => _expectsNewKeys;
        set => _expectsNewKeys = value;
    }

    /// <summary>The strategy of a path; two threads that ask first may make it twice, which does no harm.</summary>
    public IFlushStrategy Strategy(FlushPath path) => _strategies[(int)path] ??= path switch
    {
        FlushPath.Copy => new BinaryCopyFlush(Mapping),
        FlushPath.UnnestInsert => new UnnestFlush(Mapping, upsert: false),
        FlushPath.UnnestUpsert => new UnnestFlush(Mapping, upsert: true),
        FlushPath.StagedInsert => new StagedCopyFlush(Mapping, upsert: false),
        FlushPath.StagedUpsert => new StagedCopyFlush(Mapping, upsert: true),
        _ => throw new ArgumentOutOfRangeException(nameof(path), path, null),
    };
}
