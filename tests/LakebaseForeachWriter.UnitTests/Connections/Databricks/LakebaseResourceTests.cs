using Lakebase.Connections.Databricks;

namespace Lakebase.UnitTests.Connections.Databricks;

public sealed class LakebaseResourceTests
{
    [Theory]
    [InlineData("my-db", "my-db", null)]
    [InlineData(" projects/p/branches/b/endpoints/e ", "p", "projects/p/branches/b/endpoints/e")]
    public void Parse_Name_IsRead(string text, string name, string? endpoint) =>
        Assert.Equal(new LakebaseResource(name, endpoint), LakebaseResource.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("projects/../branches/b/endpoints/e")]
    [InlineData("projects/p/branches/b")]
    [InlineData("a?b")]
    [InlineData("a b")]
    public void Parse_AnythingElse_IsRefused(string text) => Assert.Throws<FormatException>(() => LakebaseResource.Parse(text));
}
