using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Lakebase.TestSupport.Spark;

namespace Lakebase.SparkTests.Jar;

/// <summary>The settings that spark-submit/README.md names exist.</summary>
public sealed partial class DocumentedSettingsTests
{
    private const string ExecutorEnvironment = "spark.executorEnv.";

    // No jars for YARN and Kubernetes come with get-spark: these were read in the pages "Running Spark on YARN" and "… Kubernetes".
    private static readonly string[] OfOtherJars =
    [
        "spark.yarn.appMasterEnv", "spark.kubernetes.driverEnv", "spark.kubernetes.container.image",
        "spark.kubernetes.authenticate.driver.serviceAccountName", "spark.kubernetes.driver.secrets", "spark.kubernetes.executor.secrets",
        "spark.kubernetes.file.upload.path",
    ];

    public static TheoryData<string> SparkVersions { get; } = [.. JavaTools.SparkVersions];

    [Theory]
    [MemberData(nameof(SparkVersions))]
    public void Settings_InTheReadme_AreInTheClassesOfThisSparkVersion(string sparkVersion)
    {
        string jars = JavaTools.JarsOf(sparkVersion);
        string[] documented = [.. Setting().Matches(File.ReadAllText(Repository.PathOf("spark-submit", "README.md")))
            .Select(match => match.Value)
            .Distinct()];
        Assert.Contains("spark.executor.memoryOverhead", documented);

        HashSet<string> unknown = [.. documented
            .Where(name => !OfOtherJars.Any(other => $"{name}.".StartsWith($"{other}.", StringComparison.Ordinal)))
            .Select(name => name.StartsWith(ExecutorEnvironment, StringComparison.Ordinal) ? ExecutorEnvironment : name)];
        using ZipArchive archive = ZipFile.OpenRead(Directory.GetFiles(jars, "spark-core_*.jar").Single());
        foreach (ZipArchiveEntry entry in archive.Entries.Where(entry => ClassWithNames().IsMatch(entry.FullName)))
        {
            using StreamReader reader = new(entry.Open(), Encoding.Latin1);
            string constants = reader.ReadToEnd();
            unknown.RemoveWhere(name => constants.Contains(name, StringComparison.Ordinal));
        }

        Assert.Empty(unknown);
    }

    [GeneratedRegex(@"^org/apache/spark/(internal/config/.*|SparkConf\$?)\.class$")]
    private static partial Regex ClassWithNames();

    [GeneratedRegex(@"(?<![\w.$])spark\.[a-z]\w+(?:\.\w+)+")]
    private static partial Regex Setting();
}
