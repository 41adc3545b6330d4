using Lakebase.TestSupport;
using Microsoft.Spark.Launch;

namespace Lakebase.UnitTests.SparkBridge;

public class JavaHomeTests
{
    [Theory]
    [InlineData("openjdk version \"17.0.15\" 2025-04-15", 17)]
    [InlineData("java version \"1.8.0_402\"", 8)]
    [InlineData("openjdk version \"25\" 2025-09-16 LTS", 25)]
    [InlineData("JAVA_VERSION=\"21.0.2\"", 21)]
    public void ParseVersion_KnownForms_IsTheMajorVersion(string text, int major) => Assert.Equal(major, JavaHome.ParseVersion(text));

    [Fact]
    public void ParseVersion_OtherText_IsNull() => Assert.Null(JavaHome.ParseVersion("command not found"));

    [Theory]
    [InlineData(8, "3.5.9")]
    [InlineData(11, "3.5.9")]
    [InlineData(17, "3.5.9")]
    [InlineData(17, "4.1.4")]
    [InlineData(21, "4.0.5")]
    [InlineData(25, "4.3.0")]
    public void CheckFor_FittingPair_Passes(int java, string spark) => new JavaHome("java", java).CheckFor(Version.Parse(spark));

    [Theory]
    [InlineData(21, "3.5.9", "8, 11 or 17")]
    [InlineData(11, "4.1.4", "17 or 21")]
    [InlineData(25, "4.1.4", "17 or 21")]
    [InlineData(25, "3.5.9", "8, 11 or 17")]
    public void CheckFor_WrongPair_NamesWhatFits(int java, string spark, string fits)
    {
        var e = Assert.Throws<InvalidOperationException>(() => new JavaHome("/opt/java", java).CheckFor(Version.Parse(spark)));
        Assert.Contains(fits, e.Message, StringComparison.Ordinal);
        Assert.Contains($"Java {java}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_NoJavaAnywhere_SaysWhatToInstall()
    {
        var e = Assert.Throws<InvalidOperationException>(() => JavaHome.Find(_ => null));
        Assert.Contains("Java 17", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_JavaWithAReleaseFile_IsNotStarted()
    {
        using var folder = new TemporaryFolder();
        string home = folder.CreateFolder("jdk");
        Directory.CreateDirectory(Path.Combine(home, "bin"));
        File.WriteAllText(Path.Combine(home, "bin", "java"), "cannot be started");
        File.WriteAllText(Path.Combine(home, "release"), "IMPLEMENTOR=\"Debian\"\nJAVA_VERSION=\"21.0.2\"\n");
        string link = Path.Combine(folder.CreateFolder("bin"), "java");
        File.CreateSymbolicLink(link, Path.Combine(home, "bin", "java"));
        Assert.Equal(21, JavaHome.Find(key => key == "JAVA_HOME" ? home : null).MajorVersion);
        Assert.Equal(21, JavaHome.Find(key => key == "PATH" ? Path.GetDirectoryName(link) : null).MajorVersion);
    }

    [Fact]
    public void Find_JavaHomeWithoutJava_NamesIt()
    {
        var e = Assert.Throws<InvalidOperationException>(() => JavaHome.Find(key => key == "JAVA_HOME" ? "/no/such/java" : null));
        Assert.Contains("/no/such/java", e.Message, StringComparison.Ordinal);
    }
}
