namespace Lakebase.Managed;

/// <summary>How often a wait asks. Immutable.</summary>
internal sealed record PollRhythm
{
    /// <summary>What production uses.</summary>
    public static PollRhythm Default { get; } = new();

    /// <summary>The first pause; each further one is half as long again.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The pause before the given question, from 0 on.</summary>
    public TimeSpan Pause(int question) =>
        TimeSpan.FromTicks((long)Math.Min(Longest.Ticks, First.Ticks * Math.Pow(1.5, Math.Min(question, 50))));
}
