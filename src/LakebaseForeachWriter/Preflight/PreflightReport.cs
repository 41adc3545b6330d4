namespace Lakebase.Preflight;

/// <summary>What a pre-flight found.</summary>
/// <param name="Problems">Why the query cannot work, one sentence each; empty if it can.</param>
/// <param name="Warnings">What may become a problem.</param>
internal sealed record PreflightReport(IReadOnlyList<string> Problems, IReadOnlyList<string> Warnings);
