namespace Lakebase;

/// <summary>What a completed <see cref="LakebaseWriter"/> did. Immutable.</summary>
/// <param name="Rows">Rows taken and committed, key duplicates included; without those replayed or put aside.</param>
/// <param name="Batches">Batches committed, each in a transaction of its own.</param>
/// <param name="Duration">From open to the last commit.</param>
/// <param name="Path">The write path of the last batch, e.g. <c>unnest-upsert</c>; empty if there was none.</param>
/// <param name="ReplayedRows">Rows taken and left out, because the ledger says that an earlier attempt has committed them.</param>
/// <param name="DeadLetters">Rows taken that the table refused and that were put aside.</param>
internal sealed record WriteSummary(
    long Rows, long Batches, TimeSpan Duration, string Path, long ReplayedRows = 0, long DeadLetters = 0);
