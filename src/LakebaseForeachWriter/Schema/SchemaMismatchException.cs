namespace Lakebase.Schema;

/// <summary>The source's columns cannot be written as asked. The message lists every problem, and for each what to do.</summary>
public sealed class SchemaMismatchException : Exception
{
    internal SchemaMismatchException(string subject, IReadOnlyList<string> problems)
        : base($"{subject}{string.Concat(problems.Select(problem => Environment.NewLine + "  - " + problem))}")
    {
        Problems = problems;
    }

    /// <summary>The problems, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; }
}
