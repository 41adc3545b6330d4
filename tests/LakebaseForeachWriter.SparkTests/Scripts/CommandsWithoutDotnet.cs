namespace Lakebase.SparkTests.Scripts;

/// <summary>An environment for programs that have every command of this machine but <c>dotnet</c>.</summary>
public sealed class CommandsWithoutDotnet : IDisposable
{
    private const string Dotnet = "dotnet";

    private readonly TemporaryFolder _folder = new();

    public CommandsWithoutDotnet()
    {
        // A folder that has it is replaced by links to all else that it holds.
        string[] path = [.. System.Environment.GetEnvironmentVariable("PATH")!
            .Split(Path.PathSeparator)
            .Select((folder, place) =>
                File.Exists(Path.Combine(folder, Dotnet)) ? Without(folder, _folder.CreateFolder($"{place}")) : folder)];

        Environment = new Dictionary<string, string?>
        {
            ["PATH"] = string.Join(Path.PathSeparator, path),
            ["DOTNET_ROOT"] = null,
            ["DOTNET_HOST_PATH"] = null,
            ["SPARK_LOCAL_IP"] = "127.0.0.1",
        };
    }

    public IReadOnlyDictionary<string, string?> Environment { get; }

    /// <summary>The same with a Spark.</summary>
    public Dictionary<string, string?> With(string sparkHome) => new(Environment) { ["SPARK_HOME"] = sparkHome };

    public void Dispose() => _folder.Dispose();

    private static string Without(string folder, string links)
    {
        foreach (string file in Directory.EnumerateFiles(folder).Where(file => Path.GetFileName(file) != Dotnet))
        {
            File.CreateSymbolicLink(Path.Combine(links, Path.GetFileName(file)), file);
        }

        return links;
    }
}
