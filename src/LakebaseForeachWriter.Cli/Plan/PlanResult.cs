using Lakebase.Managed;

namespace Lakebase.Cli.Plan;

/// <summary>A capacity plan: the JSON form's <c>result</c>. Its members are documented in docs/cli.md. Immutable.</summary>
/// <param name="Generation">The generation.</param>
/// <param name="Cu">The compute's size.</param>
/// <param name="CuIsChosen">Whether the size was chosen by the plan.</param>
/// <param name="Policy">The policy.</param>
/// <param name="IntervalSeconds">The time from one run to the next.</param>
/// <param name="TotalRows">Rows of all tables.</param>
/// <param name="BytesPerTable">Bytes of one table, indexes included.</param>
/// <param name="TotalBytes">Bytes of all tables.</param>
/// <param name="PeakBytes">Bytes at the most, while a table is replaced by a new copy.</param>
/// <param name="SyncConnections">Connections that copying takes at the most.</param>
/// <param name="Connections">The same with those of other users.</param>
/// <param name="ConnectionLimit">Connections that the compute allows.</param>
/// <param name="Estimates">One by the published figures; another by measured rates, where there are any, which then decides.</param>
/// <param name="Problems">Why it will not do, one sentence each.</param>
/// <param name="Warnings">What to look at.</param>
internal sealed record PlanResult(
    ManagedGeneration Generation,
    double Cu,
    bool CuIsChosen,
    SchedulingPolicy Policy,
    double IntervalSeconds,
    double TotalRows,
    double BytesPerTable,
    double TotalBytes,
    double PeakBytes,
    int SyncConnections,
    int Connections,
    int ConnectionLimit,
    IReadOnlyList<PlanEstimate> Estimates,
    IReadOnlyList<string> Problems,
    IReadOnlyList<string> Warnings);

/// <summary>What one pair of rates means. Immutable.</summary>
/// <param name="Basis"><c>published</c> or <c>measured</c>.</param>
/// <param name="LoadRowsPerSecond">The rate of a full copy.</param>
/// <param name="ChangeRowsPerSecond">The rate of changes.</param>
/// <param name="LoadSeconds">The time of the first load of all tables.</param>
/// <param name="Utilisation">The share of the time that copying is busy once it runs; 1 and more means that it falls behind.</param>
/// <param name="RunSeconds">The time of one run; null where it falls behind.</param>
/// <param name="TypicalLagSeconds">The age of the average change when it can be read; null where it falls behind.</param>
/// <param name="WorstLagSeconds">The age of the unluckiest change when it can be read; null where it falls behind.</param>
/// <param name="LagGrowthSecondsPerHour">By how much the lag grows each hour; 0 where it keeps up.</param>
/// <param name="CatchUpSeconds">The time to catch up after the outage that was asked about; null where none was, or it falls behind.</param>
internal sealed record PlanEstimate(
    string Basis,
    double LoadRowsPerSecond,
    double ChangeRowsPerSecond,
    double LoadSeconds,
    double Utilisation,
    double? RunSeconds,
    double? TypicalLagSeconds,
    double? WorstLagSeconds,
    double LagGrowthSecondsPerHour,
    double? CatchUpSeconds)
{
    /// <summary>Whether it keeps up.</summary>
    public bool KeepsUp => RunSeconds is not null;
}
