namespace Lakebase.Benchmarks.Measuring;

/// <summary>One that takes part.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">Its part.</param>
/// <param name="RunAsync">Does the work of a round, whose number it is given, and returns the seconds that it took.</param>
internal sealed record Contender(string Name, Role Role, Func<int, Task<double>> RunAsync);
