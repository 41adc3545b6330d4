namespace Lakebase.SyncedTables;

/// <summary>A definition that cannot work. The message lists every problem.</summary>
public sealed class SyncedTableDefinitionException : ArgumentException
{
    internal SyncedTableDefinitionException(string what, IReadOnlyList<string> problems)
        : base($"{what} cannot work:{string.Concat(problems.Select(problem => Environment.NewLine + "  - " + problem))}")
    {
        Problems = problems;
    }

    /// <summary>The problems, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; }
}
