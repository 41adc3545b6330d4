using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lakebase.UnitTests.Documentation;

/// <summary>The recipes of spark-submit name what the repository makes, and each other's paths.</summary>
public sealed partial class ClusterRecipesTests
{
    private const string Jar = "lakebase-foreachwriter-spark.jar";
    private const string Command = "#   ";
    private const string MainClass = "lakebase.spark.DotnetRunner";

    private static string Folder { get; } = Path.Combine(MarkdownTable.RepositoryRoot(), "spark-submit");

    private static string Readme { get; } = File.ReadAllText(Path.Combine(Folder, "README.md"));

    [Fact]
    public void Recipes_JarAndMainClass_AreThoseThatTheRepositoryBuilds()
    {
        string targets = File.ReadAllText(Path.Combine(Folder, "worker-jar", "WorkerJar.targets"));
        Assert.Contains($"<_JarName>{Jar}</_JarName>", targets, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Folder, "worker-jar", "src", MainClass.Replace('.', '/') + ".java")));
        string all = Readme + File.ReadAllText(Path.Combine(Folder, "databricks", "job.json"));
        Assert.All(ClassNames().Matches(all), match => Assert.Equal(MainClass, match.Value));
        Assert.All(JarNames().Matches(all), match => Assert.Equal(Jar, match.Value));
    }

    [Fact]
    public void Kubernetes_PathsOfTheCommand_AreThoseOfTheImage()
    {
        string dockerfile = File.ReadAllText(Path.Combine(Folder, "kubernetes", "Dockerfile"));
        string app = Group(dockerfile, @"(?m)^COPY \. (?<value>\S+)/$");

        Assert.Contains($"local://{app}/{Jar} {app}/MyApp.dll", Readme, StringComparison.Ordinal);
        Assert.Contains($"chmod -R a+rX {app}\n", dockerfile, StringComparison.Ordinal);

        // Built as the README says, and no secret in the image: Spark's own user runs it.
        string[] commands = [.. dockerfile.Split('\n').Where(line => line.StartsWith(Command, StringComparison.Ordinal))];
        Assert.Equal(2, commands.Length);
        Assert.All(commands, line => Assert.Contains(line[Command.Length..] + "\n", Readme, StringComparison.Ordinal));

        Assert.EndsWith("USER spark\n", dockerfile, StringComparison.Ordinal);
    }

    [Fact]
    public void Kubernetes_SecretOfTheCommand_IsMountedWhereTheProgramReadsIt()
    {
        string mount = Group(Readme, @"spark\.kubernetes\.driver\.secrets\.lakebase=(?<value>\S+)");

        Assert.Contains($"spark.kubernetes.executor.secrets.lakebase={mount} ", Readme, StringComparison.Ordinal);
        Assert.Contains($"--connection-file {mount}/connection\n", Readme, StringComparison.Ordinal);
        Assert.Contains("kubectl create secret generic lakebase --from-file=connection\n", Readme, StringComparison.Ordinal);
    }

    [Fact]
    public void Databricks_PathsOfTheJob_AreThoseOfTheInitScript()
    {
        string script = File.ReadAllText(Path.Combine(Folder, "databricks", "init.sh"));
        string volume = Group(script, @"(?m)^archive=(?<value>\S+)/app\.tar\.gz$");
        string app = Group(script, @"(?m)^folder=(?<value>\S+)$");
        using JsonDocument job = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "databricks", "job.json")));
        JsonElement task = job.RootElement.GetProperty("tasks")[0];
        JsonElement cluster = task.GetProperty("new_cluster");

        Assert.Equal(MainClass, task.GetProperty("spark_jar_task").GetProperty("main_class_name").GetString());
        Assert.Equal($"{app}/MyApp.dll", task.GetProperty("spark_jar_task").GetProperty("parameters")[0].GetString());
        Assert.Equal($"{volume}/{Jar}", task.GetProperty("libraries")[0].GetProperty("jar").GetString());
        Assert.Equal(
            $"{volume}/init.sh", cluster.GetProperty("init_scripts")[0].GetProperty("volumes").GetProperty("destination").GetString());
        Assert.Equal("SINGLE_USER", cluster.GetProperty("data_security_mode").GetString());
        string? connection = cluster.GetProperty("spark_env_vars").GetProperty("LAKEBASE_CONNECTION").GetString();
        Assert.StartsWith("{{secrets/", connection, StringComparison.Ordinal);
        Assert.Contains($"`{app}`", Readme, StringComparison.Ordinal);
    }

    private static string Group(string text, string pattern)
    {
        Match match = Regex.Match(text, pattern);
        Assert.True(match.Success, pattern);
        return match.Groups["value"].Value;
    }

    [GeneratedRegex(@"lakebase\.spark\.\w+")]
    private static partial Regex ClassNames();

    [GeneratedRegex(@"lakebase-[\w-]+\.jar")]
    private static partial Regex JarNames();
}
