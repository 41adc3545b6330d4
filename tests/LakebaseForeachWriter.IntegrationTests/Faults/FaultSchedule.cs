using System.Globalization;
using Lakebase.TestSupport.Faults;

namespace Lakebase.IntegrationTests.Faults;

/// <summary>A stream, and what goes wrong on its connections. The same seed makes the same schedule.</summary>
/// <param name="Seed">What it was made from.</param>
/// <param name="Faults">What goes wrong.</param>
/// <param name="RowsPerEpoch">Rows of an epoch.</param>
/// <param name="BatchSize">Rows of a batch.</param>
/// <param name="Padding">Bytes that make a row wide: a batch is then more than one CopyData.</param>
internal sealed record FaultSchedule(int Seed, IReadOnlyList<Fault> Faults, int RowsPerEpoch, int BatchSize, int Padding)
{
    private const int MostFaults = 5;
    private const int MostConnections = 6;

    // How often each thing goes wrong. Half-open connections cost seconds of waiting each, so there are few.
    private static readonly (FaultKind Kind, int Weight)[] Kinds =
    [
        (FaultKind.Reset, 34), (FaultKind.Finish, 34), (FaultKind.Trickle, 10), (FaultKind.Freeze, 10), (FaultKind.Delay, 9), (FaultKind.Swallow, 3),
    ];

    /// <summary>Makes one.</summary>
    public static FaultSchedule Generate(int seed, StreamMode mode)
    {
        Random random = new(seed);
        Fault[] faults = [.. Enumerable.Range(0, random.Next(1, MostFaults + 1)).Select(_ => NextFault(random, mode))];
        int batchSize = random.Next(20, 81);
        return new FaultSchedule(seed, faults, random.Next(batchSize, 5 * batchSize), batchSize, random.Next(5) == 0 ? 1_500 : 0);
    }

    /// <summary>The same without one of its faults.</summary>
    public FaultSchedule Without(int index) => this with { Faults = [.. Faults.Where((_, i) => i != index)] };

    /// <summary>Seed and faults.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {Seed}: {RowsPerEpoch} rows in batches of {BatchSize}{(Padding > 0 ? ", wide" : "")}; {string.Join("; ", Faults)}");

    private static Fault NextFault(Random random, StreamMode mode)
    {
        (MessageKind message, string text, int most) = mode.Messages[random.Next(mode.Messages.Count)];
        FaultKind kind = NextKind(random);
        int connection = 1 + Low(random, MostConnections);
        FaultPoint point = (FaultPoint)random.Next(3);
        return new Fault(connection, point, message, kind)
        {
            Occurrence = 1 + Low(random, most),
            Text = text,
            Span = kind switch
            {
                // Shorter than any time limit: what is late must not arrive after its sender has given up and said something else.
                FaultKind.Freeze => TimeSpan.FromMilliseconds(random.Next(1, 40)),
                FaultKind.Delay => TimeSpan.FromMilliseconds(random.Next(1, 4)),
                _ => default,
            },
        };
    }

    // The first connection is always there, a further one only after something went wrong; likewise with a connection's messages.
    private static int Low(Random random, int most) => Math.Min(random.Next(most), random.Next(most));

    private static FaultKind NextKind(Random random)
    {
        int left = random.Next(Kinds.Sum(kind => kind.Weight));
        return Kinds.First(kind => (left -= kind.Weight) < 0).Kind;
    }
}
