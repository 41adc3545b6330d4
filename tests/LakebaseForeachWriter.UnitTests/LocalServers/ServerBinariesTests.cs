using Lakebase.LocalServers;

namespace Lakebase.UnitTests.LocalServers;

public sealed class ServerBinariesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lakebase-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("15", 15)]
    [InlineData("9.6", 9.6)]
    [InlineData("postgresql@17", 17)]
    [InlineData("pgsql", 0)]
    public void VersionIn_FolderName_IsItsFirstNumber(string folderName, double version) =>
        Assert.Equal((decimal)version, ServerBinaries.VersionIn(folderName));

    [Fact]
    public void Find_NamedFolderWithoutServer_SaysWhichVariableToCorrect()
    {
        var refused = Assert.Throws<PrivatePostgresException>(() => ServerBinaries.Find(_folder));

        Assert.Contains(_folder, refused.Message, StringComparison.Ordinal);
        Assert.Contains("LAKEBASE_PG_BIN", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_NamedFolderWithServer_IsTaken()
    {
        foreach (string program in new[] { "initdb", "pg_ctl", "postgres" })
        {
            File.WriteAllText(ServerBinaries.Program(_folder, program), "");
        }

        Assert.Equal(_folder, ServerBinaries.Find(_folder));
    }

    [Fact]
    public void Find_PackageWanted_LooksAtNoFolder() => Assert.Null(ServerBinaries.Find("npm"));

    [Fact]
    public void HasServer_OneProgramMissing_IsFalse()
    {
        File.WriteAllText(ServerBinaries.Program(_folder, "postgres"), "");

        Assert.False(ServerBinaries.HasServer(_folder));
    }
}
