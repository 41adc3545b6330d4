namespace Lakebase.Benchmarks.Reporting;

/// <summary>The repository that this program was built from.</summary>
internal static class Repository
{
    /// <summary>Its top folder.</summary>
    /// <exception cref="DirectoryNotFoundException">The program runs somewhere else.</exception>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LakebaseForeachWriter.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("The benchmarks run outside of the repository: use dotnet run --project tests/LakebaseForeachWriter.Benchmarks.");
    }
}
