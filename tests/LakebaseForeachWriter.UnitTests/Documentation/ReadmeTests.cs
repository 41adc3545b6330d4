using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Lakebase.UnitTests.Documentation;

/// <summary>The README cannot rot: its program is an example's program, its links lead somewhere.</summary>
public partial class ReadmeTests
{
    private static string Root { get; } = Path.GetFullPath(Path.Combine(ThisFolder(), "../../.."));

    [Fact]
    public void Program_InReadme_IsTheExamplesProgram()
    {
        Match match = CompiledBlock().Match(File.ReadAllText(Path.Combine(Root, "README.md")));

        Assert.True(match.Success, "README.md has no block that says where it is compiled.");
        Assert.Equal(File.ReadAllText(Path.Combine(Root, match.Groups["file"].Value)).Trim(), match.Groups["code"].Value.Trim());
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
