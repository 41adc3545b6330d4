using Microsoft.Spark.Launch;

namespace Lakebase.UnitTests.SparkBridge;

public sealed class SparkHomeTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("spark-home-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Find_SparkHomeWithRelease_ReadsItsVersion()
    {
        var home = Install("any", "3.5.9", release: true);
        Assert.Equal(new Version(3, 5, 9), Find(("SPARK_HOME", home)).Version);
    }

    [Fact]
    public void Find_SparkHomeWithoutRelease_ReadsTheVersionOfTheJar()
    {
        var home = Install("any", "4.3.0", release: false);
        Assert.Equal(new Version(4, 3, 0), Find(("SPARK_HOME", home)).Version);
    }

    [Fact]
    public void Find_SparkHomeIsNoSpark_SaysSo()
    {
        var e = Assert.Throws<InvalidOperationException>(() => Find(("SPARK_HOME", _root.FullName)));
        Assert.Contains("SPARK_HOME", e.Message, StringComparison.Ordinal);
        Assert.Contains("bin/spark-submit", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_NothingInstalled_NamesBothWays()
    {
        var e = Assert.Throws<InvalidOperationException>(() => Find());
        Assert.Contains("SPARK_HOME", e.Message, StringComparison.Ordinal);
        Assert.Contains("get-spark", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_SeveralInstalled_TakesTheDefaultVersion()
    {
        InstallInCache("4.3.0");
        InstallInCache("4.1.4");
        InstallInCache("4.1.9");
        Assert.Equal(new Version(4, 1, 4), Find().Version);
    }

    [Fact]
    public void Find_DefaultNotInstalled_TakesTheNewestOfItsLine()
    {
        InstallInCache("4.3.0");
        InstallInCache("4.1.9");
        InstallInCache("4.1.10");
        Assert.Equal(new Version(4, 1, 10), Find().Version);
    }

    [Fact]
    public void Find_VersionAskedFor_TakesThatOne()
    {
        InstallInCache("4.1.4");
        InstallInCache("3.5.9");
        Assert.Equal(new Version(3, 5, 9), Find(("LAKEBASE_SPARK_VERSION", "3.5.9")).Version);
    }

    [Fact]
    public void Find_VersionAskedForIsMissing_SaysHowToInstallIt()
    {
        InstallInCache("4.1.4");
        var e = Assert.Throws<InvalidOperationException>(() => Find(("LAKEBASE_SPARK_VERSION", "4.2.1")));
        Assert.Contains("get-spark 4.2.1", e.Message, StringComparison.Ordinal);
    }

    private SparkHome Find(params (string Key, string Value)[] environment)
    {
        var all = environment.Append((Key: "XDG_CACHE_HOME", Value: _root.FullName)).ToDictionary(e => e.Key, e => e.Value);
        return SparkHome.Find(all.GetValueOrDefault);
    }

    private void InstallInCache(string version) => Install(Path.Combine("lakebase-foreachwriter", "spark", version), version, release: true);

    private string Install(string folder, string version, bool release)
    {
        var home = Path.Combine(_root.FullName, folder);
        Directory.CreateDirectory(Path.Combine(home, "bin"));
        Directory.CreateDirectory(Path.Combine(home, "jars"));
        File.WriteAllText(Path.Combine(home, "bin", "spark-submit"), "");
        if (release)
        {
            File.WriteAllText(Path.Combine(home, "RELEASE"), $"Spark {version} (git revision 0) built for Hadoop 3.4.1\nBuild flags: -Phive\n");
        }
        else
        {
            File.WriteAllText(Path.Combine(home, "jars", $"spark-core_2.13-{version}.jar"), "");
        }

        return home;
    }
}
