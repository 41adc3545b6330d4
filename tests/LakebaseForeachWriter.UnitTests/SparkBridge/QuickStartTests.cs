using Microsoft.Spark.Launch;

namespace Lakebase.UnitTests.SparkBridge;

public sealed class QuickStartTests : IDisposable
{
    private static readonly JavaHome Java = new("java", 17);

    private readonly DirectoryInfo _spark = Directory.CreateTempSubdirectory("quick-start-");

    public void Dispose() => _spark.Delete(recursive: true);

    [Fact]
    public void Variables_ArchiveOfThisJava_IsUsedWithAnEmptyConfFolder()
    {
        string archive = Archive(17);
        IReadOnlyDictionary<string, string> variables = Variables();
        Assert.Contains($"-XX:SharedArchiveFile={archive}", variables["SPARK_SUBMIT_OPTS"], StringComparison.Ordinal);
        Assert.Equal(Path.Combine(Path.GetDirectoryName(archive)!, "conf"), variables["SPARK_CONF_DIR"]);
    }

    [Fact]
    public void Variables_UsersOwnJavaOptions_ComeLastWhereTheyWin()
    {
        Archive(17);
        Assert.EndsWith("\" -Xss4m", Variables(("SPARK_SUBMIT_OPTS", "-Xss4m"))["SPARK_SUBMIT_OPTS"], StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_NoArchiveOrThatOfAnotherJava_AreNone()
    {
        Assert.Empty(Variables());
        Archive(21);
        Assert.Empty(Variables());
    }

    [Fact]
    public void Variables_SparkHasSettings_AreNone()
    {
        Archive(17);
        DirectoryInfo conf = _spark.CreateSubdirectory("conf");
        File.WriteAllText(Path.Combine(conf.FullName, "spark-defaults.conf.template"), "");
        Assert.NotEmpty(Variables());
        File.WriteAllText(Path.Combine(conf.FullName, "spark-defaults.conf"), "");
        Assert.Empty(Variables());
    }

    [Fact]
    public void Variables_ConfFolderOfTheUser_AreNone()
    {
        Archive(17);
        Assert.Empty(Variables(("SPARK_CONF_DIR", "/etc/spark")));
    }

    [Fact]
    public void Variables_SwitchedOff_AreNone()
    {
        Archive(17);
        Assert.Empty(Variables(("LAKEBASE_QUICK_START", "off")));
    }

    [Fact]
    public void Variables_SwitchMisspelt_SaysWhatItMayBe()
    {
        var e = Assert.Throws<InvalidOperationException>(() => Variables(("LAKEBASE_QUICK_START", "no")));
        Assert.Contains("LAKEBASE_QUICK_START is 'no'; it may be 'off'", e.Message, StringComparison.Ordinal);
    }

    private string Archive(int java)
    {
        string file = Path.Combine(_spark.CreateSubdirectory("lakebase-quick-start").FullName, $"java-{java}.jsa");
        File.WriteAllText(file, "");
        return file;
    }

    private IReadOnlyDictionary<string, string> Variables(params (string Name, string Value)[] environment) =>
        QuickStart.Variables(
            new SparkHome(_spark.FullName, new Version(4, 1, 4)),
            Java,
            name => Array.Find(environment, variable => variable.Name == name).Value);
}
