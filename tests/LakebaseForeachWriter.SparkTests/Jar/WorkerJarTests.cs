using Lakebase.TestSupport.Spark;

namespace Lakebase.SparkTests.Jar;

/// <summary>The jar is compiled once, against signature stubs; here it meets the real Spark versions.</summary>
public sealed class WorkerJarTests
{
    public static TheoryData<string> SparkVersions { get; } = [.. JavaTools.SparkVersions];

    [Theory]
    [MemberData(nameof(SparkVersions))]
    public void Link_EveryReferenceOfTheJar_ResolvesOnThisSparkVersion(string sparkVersion)
    {
        var jars = JavaTools.JarsOf(sparkVersion);
        JavaTools.NeedJar();

        var (exitCode, output) = JavaTools.Run("java", Path.Combine(JavaTools.ChecksFolder, "LinkCheck.java"), JavaTools.JarPath, jars);

        Assert.True(exitCode == 0, output);
    }

    [Theory]
    [MemberData(nameof(SparkVersions))]
    public void RowEncoder_ValuesOfEveryType_GiveTheBytesOfTheProtocol(string sparkVersion) =>
        RunCheck(JavaTools.JarsOf(sparkVersion), "RowEncoderChecks");

    [Fact]
    public void Decoders_AMillionDamagedInputs_AreReadOrRefused() =>
        RunCheck(JavaTools.JarsOf(SparkSelection.DefaultVersion), "FrameFuzz");

    [Fact]
    public void WorkerCommand_ByHowTheApplicationWasPublished_StartsItOrSaysWhatToDo() =>
        RunCheck(JavaTools.JarsOf(SparkSelection.DefaultVersion), "WorkerCommandChecks");

    [Fact]
    public void Build_TheSameSourcesTwice_GiveTheSameBytes()
    {
        JavaTools.NeedJar();
        var folder = Directory.CreateTempSubdirectory("lakebase-jar");
        try
        {
            var worker = Path.GetDirectoryName(JavaTools.ChecksFolder)!;
            var jar = Path.Combine(folder.FullName, "again.jar");

            var (exitCode, output) = JavaTools.Run("java", Path.Combine(worker, "build", "BuildJar.java"),
                Path.Combine(worker, "src"), Path.Combine(worker, "stubs"), jar);

            Assert.True(exitCode == 0, output);
            Assert.Equal(File.ReadAllBytes(JavaTools.JarPath), File.ReadAllBytes(jar));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void RunCheck(string jars, string check)
    {
        JavaTools.NeedJar();
        var classes = Directory.CreateTempSubdirectory("lakebase-checks");
        try
        {
            var classPath = string.Join(Path.PathSeparator, classes.FullName, JavaTools.JarPath, Path.Combine(jars, "*"));
            var sources = Directory.GetFiles(Path.Combine(JavaTools.ChecksFolder, "lakebase", "spark"), "*.java");
            var compiled = JavaTools.Run(
                "javac", ["-proc:none", "-encoding", "UTF-8", "-d", classes.FullName, "-cp", classPath, .. sources]);
            Assert.True(compiled.ExitCode == 0, compiled.Output);

            var (exitCode, output) = JavaTools.Run("java", "-Xmx1g", "-cp", classPath, $"lakebase.spark.{check}");

            TestContext.Current.TestOutputHelper?.WriteLine(output);
            Assert.True(exitCode == 0, output);
        }
        finally
        {
            classes.Delete(recursive: true);
        }
    }
}
