using Lakebase.TestSupport.Processes;
using Lakebase.TestSupport.Spark;

namespace Lakebase.SparkTests.Processes;

/// <summary>Runs the user program of <c>tests/LakebaseForeachWriter.SparkTestApp</c> as a process of its own.</summary>
internal static class TestApp
{
    private const string Name = "LakebaseForeachWriter.SparkTestApp";

    /// <summary>The program's folder, built in the same configuration as these tests.</summary>
    public static string Folder { get; } = Repository.PathOf(
        "tests", Name, Path.GetRelativePath(Repository.PathOf("tests", "LakebaseForeachWriter.SparkTests"), AppContext.BaseDirectory));

    public static string Assembly { get; } = Path.Combine(Folder, Name + ".dll");

    /// <summary>As <c>dotnet run</c> does it.</summary>
    public static ProgramRun Run(string? sparkHome, IReadOnlyDictionary<string, string?>? environment, params string[] arguments) =>
        new(["dotnet", Assembly, .. arguments], Environment(sparkHome, environment));

    /// <summary>As a user of the stock <c>spark-submit</c> does it.</summary>
    public static ProgramRun Submit(string sparkHome, string master, params string[] arguments) => Submit(sparkHome, master, [], arguments);

    /// <summary>The same with settings of Spark, each <c>name=value</c>.</summary>
    public static ProgramRun Submit(string sparkHome, string master, IEnumerable<string> settings, string[] arguments) => new(
        [
            Path.Combine(sparkHome, "bin", "spark-submit"), "--master", master, "--conf", "spark.ui.enabled=false",
            .. settings.SelectMany(setting => new[] { "--conf", setting }),
            "--class", "lakebase.spark.DotnetRunner",
            Path.Combine(Folder, "lakebase-foreachwriter-spark.jar"), Assembly, .. arguments,
        ],
        Environment(sparkHome, null));

    private static Dictionary<string, string?> Environment(string? sparkHome, IReadOnlyDictionary<string, string?>? more)
    {
        Dictionary<string, string?> environment = new() { ["SPARK_HOME"] = sparkHome };
        foreach ((string name, string? value) in more ?? new Dictionary<string, string?>())
        {
            environment[name] = value;
        }

        return environment;
    }
}
