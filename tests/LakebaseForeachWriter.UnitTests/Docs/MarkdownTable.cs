using System.Reflection;

namespace Lakebase.UnitTests.Docs;

/// <summary>The rows of the first table of a page in docs/, cell by cell.</summary>
internal static class MarkdownTable
{
    public static IReadOnlyList<string[]> Read(string page)
    {
        string text = File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", page));
        return [.. text.Split('\n')
            .SkipWhile(line => !line.StartsWith("| ---", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim().Split('|')[1..^1].Select(cell => cell.Trim(' ', '`')).ToArray())];
    }

    private static string RepositoryRoot()
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
