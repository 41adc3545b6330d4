namespace Lakebase.DeadLetters;

/// <summary>Where dead letters come from.</summary>
/// <param name="QueryId">The query's id; empty where nobody says it.</param>
/// <param name="Partition">Spark's partition.</param>
/// <param name="Epoch">Spark's epoch.</param>
internal sealed record DeadLetterOrigin(string QueryId, long Partition, long Epoch)
{
    /// <summary>The destination that the options name; null without one.</summary>
    public static IDeadLetterDestination? Open(LakebaseWriterOptions options, WriterContext context, TimeProvider time)
    {
        DeadLetterOrigin origin = new(context.QueryIdOr(options.LedgerQueryId ?? ""), context.Partition, context.Epoch);
        return options switch
        {
            { DeadLetterTable: { } table } => new DeadLetterTable(Schema.QualifiedName.Parse(table), origin),
            { DeadLetterFolder: { } folder } => new DeadLetterFile(folder, origin, time),
            _ => null,
        };
    }
}
