using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Lakebase.UnitTests.Documentation;

/// <summary>The README cannot rot: its program is an example's program, its links lead somewhere.</summary>
public partial class ReadmeTests
{
    private static string Root { get; } = Path.GetFullPath(Path.Combine(ThisFolder(), "../../.."));

    [Fact]
    public void Programs_InReadme_AreTheExamplesPrograms()
    {
        string readme = File.ReadAllText(Path.Combine(Root, "README.md"));
        MatchCollection blocks = CompiledBlock().Matches(readme);

        Assert.Equal(readme.Split("```csharp").Length - 1, blocks.Count);
        Assert.All(
            blocks,
            block => Assert.Equal(File.ReadAllText(Path.Combine(Root, block.Groups["file"].Value)).Trim(), block.Groups["code"].Value.Trim()));
    }

    [Fact]
    public void Links_InEveryPage_LeadToFiles()
    {
        string[] pages =
        [
            Path.Combine(Root, "README.md"), Path.Combine(Root, "examples/README.md"), Path.Combine(Root, "spark-submit/README.md"),
            .. Directory.GetFiles(Path.Combine(Root, "docs"), "*.md"),
        ];

        string[] broken =
        [
            .. from page in pages
               from Match link in Link().Matches(File.ReadAllText(page))
               let target = link.Groups["target"].Value.Split('#')[0]
               where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
               where !Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, target))
               select $"{Path.GetRelativePath(Root, page)}: {target}",
        ];

        Assert.Empty(broken);
    }

    [GeneratedRegex("""<!-- compiled: (?<file>\S+) -->\s*```csharp\n(?<code>.*?)```""", RegexOptions.Singleline)]
    private static partial Regex CompiledBlock();

    [GeneratedRegex("""\]\((?<target>[^)\s]+)\)""")]
    private static partial Regex Link();

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
