using Microsoft.Spark.Sql.Types;

namespace Lakebase.SyncedTables.Source;

/// <summary>What a source is at the moment.</summary>
/// <param name="DeltaId">The Delta table's id; null for anything else.</param>
/// <param name="Version">The Delta table's latest version.</param>
/// <param name="CommitTime">When that was committed.</param>
/// <param name="HasChangeFeed">Whether changes are recorded.</param>
internal sealed record SourceState(string? DeltaId, long? Version, DateTimeOffset? CommitTime, bool HasChangeFeed)
{
    /// <summary>A source without versions.</summary>
    public static readonly SourceState WithoutVersions = new(null, null, null, false);

    /// <summary>Whether it is a Delta table.</summary>
    public bool IsDelta => DeltaId is not null;
}

/// <summary>The columns of a source's version.</summary>
/// <param name="Schema">The schema.</param>
internal sealed record SourceColumns(StructType Schema);
