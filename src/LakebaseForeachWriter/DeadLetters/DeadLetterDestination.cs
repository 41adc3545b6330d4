using Lakebase.Schema;

namespace Lakebase.DeadLetters;

/// <summary>Chooses the destination of dead letters.</summary>
internal static class DeadLetterDestination
{
    /// <summary>The destination that the options name; null without one.</summary>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public static IDeadLetterDestination? Open(LakebaseWriterOptions options, WriterContext context, TimeProvider time)
    {
        DeadLetterOrigin origin = new(context.QueryIdOr(options.LedgerQueryId ?? ""), context.Partition, context.Epoch);
        return options switch
        {
            { DeadLetterTable: { } table } => new DeadLetterTable(QualifiedName.Parse(table), origin),
            { DeadLetterFolder: { } folder } => new DeadLetterFile(folder, origin, time),
            _ => null,
        };
    }
}
