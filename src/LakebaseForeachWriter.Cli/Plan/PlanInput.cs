using Lakebase.Managed;

namespace Lakebase.Cli.Plan;

/// <summary>What is to be copied, and into what. Immutable.</summary>
internal sealed record PlanInput
{
    /// <summary>Rows of one table.</summary>
    public required double Rows { get; init; }

    /// <summary>Bytes of one row's values.</summary>
    public double RowBytes { get; init; } = 200;

    /// <summary>Bytes of one row's index entries, the primary key's among them.</summary>
    public double IndexBytes { get; init; } = 24;

    /// <summary>Tables of this kind.</summary>
    public int Tables { get; init; } = 1;

    /// <summary>Changed rows per second of one table.</summary>
    public double ChangesPerSecond { get; init; }

    /// <summary>When changes are taken over.</summary>
    public SchedulingPolicy Policy { get; init; } = SchedulingPolicy.Continuous;

    /// <summary>The time from one run to the next; null means the policy's usual one.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>The generation.</summary>
    public ManagedGeneration Generation { get; init; } = ManagedGeneration.Autoscaling;

    /// <summary>The compute's size; null means the smallest that does it.</summary>
    public double? Units { get; init; }

    /// <summary>The user's own rate of full copies, rows per second in all; null if not measured.</summary>
    public double? MeasuredLoadRate { get; init; }

    /// <summary>The user's own rate of changes, rows per second in all; null if not measured.</summary>
    public double? MeasuredChangeRate { get; init; }

    /// <summary>Connections that the database's own users take.</summary>
    public int OtherConnections { get; init; }

    /// <summary>The time in which the first load should be done.</summary>
    public TimeSpan LoadWithin { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long the copying may stand still, to be caught up with afterwards; null if that is of no interest.</summary>
    public TimeSpan? Outage { get; init; }

    /// <summary>The interval in force.</summary>
    public TimeSpan EffectiveInterval => Interval ?? Policy switch
    {
        SchedulingPolicy.Continuous => PublishedFigures.ContinuousFloor,
        SchedulingPolicy.Triggered => TimeSpan.FromHours(1),
        _ => TimeSpan.FromDays(1),
    };
}
