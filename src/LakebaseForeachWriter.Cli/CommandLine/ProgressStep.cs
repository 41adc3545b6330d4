namespace Lakebase.Cli.CommandLine;

/// <summary>What a command does at the moment. Immutable.</summary>
/// <param name="Text">In a few words.</param>
/// <param name="Share">The share that is done, 0 … 1; null if that is not known.</param>
internal sealed record ProgressStep(string Text, double? Share = null);
