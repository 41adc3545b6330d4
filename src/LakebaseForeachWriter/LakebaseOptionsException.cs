namespace Lakebase;

/// <summary>Options that cannot work. The message lists every problem, with the option's name and what it allows.</summary>
public sealed class LakebaseOptionsException : ArgumentException
{
    internal LakebaseOptionsException(IReadOnlyList<string> problems)
        : base($"The writer's options cannot work:{string.Concat(problems.Select(problem => Environment.NewLine + "  - " + problem))}")
    {
        Problems = problems;
    }

    /// <summary>The problems, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; }
}
