using System.Runtime.InteropServices;
using Lakebase.TestSupport.Spark;

namespace Lakebase.SparkTests.Scripts;

/// <summary>The example Flights, published once with the .NET runtime, and commands without <c>dotnet</c> to run it among.</summary>
public sealed class SelfContainedFlights : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Its executable; the folder is <see cref="Folder"/>.</summary>
    public string Executable => Path.Combine(Folder, "Flights");

    public string Folder => _folder["out"];

    public CommandsWithoutDotnet Commands { get; } = new();

    public async ValueTask InitializeAsync()
    {
        // In the configuration of these tests, so that all projects but the example itself are built already.
        string tests = Repository.PathOf("tests", "LakebaseForeachWriter.SparkTests");
        string configuration = Path.GetRelativePath(tests, AppContext.BaseDirectory).Split(Path.DirectorySeparatorChar)[1];
        ScriptResult published = await Script.RunAsync(
            "dotnet",
            [
                "publish", Repository.PathOf("examples", "Flights"), "-c", configuration, "-r", RuntimeInformation.RuntimeIdentifier,
                "--self-contained", "-o", Folder, "-v", "q", "--nologo",
            ],
            new Dictionary<string, string?>());
        Assert.True(published.ExitCode == 0, published.ToString());
    }

    public ValueTask DisposeAsync()
    {
        Commands.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The published folder as it is shipped.</summary>
    public async Task<string> PackAsync()
    {
        string archive = _folder["app.tar.gz"];
        ScriptResult packed = await Script.RunAsync("tar", ["-czf", archive, "-C", Folder, "."], new Dictionary<string, string?>());
        Assert.True(packed.ExitCode == 0, packed.ToString());
        return archive;
    }
}
