using System.Reflection;

namespace Lakebase.UnitTests.Documentation;

/// <summary>The rows of the first table under a heading of a page, cell by cell.</summary>
internal static class MarkdownTable
{
    public static IReadOnlyList<string[]> Read(string heading, string page = "README.md")
    {
        string text = File.ReadAllText(Path.Combine(RepositoryRoot(), page));
        return [.. text.Split('\n')
            .SkipWhile(line => line != "## " + heading)
            .SkipWhile(line => !line.StartsWith("| ---", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim().Split('|')[1..^1].Select(cell => cell.Trim(' ', '`')).ToArray())];
    }

    public static string RepositoryRoot()
    {
        for (DirectoryInfo? folder = new(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LakebaseForeachWriter.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("The tests run outside of the repository.");
    }
}
