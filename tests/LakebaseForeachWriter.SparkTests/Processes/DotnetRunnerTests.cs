using Lakebase.SparkTests.Jar;
using Lakebase.SparkTests.Scripts;
using Lakebase.TestSupport.Spark;

namespace Lakebase.SparkTests.Processes;

/// <summary>What <c>DotnetRunner</c> says when it cannot start the application, and how it ends. Spark is not started.</summary>
public sealed class DotnetRunnerTests(CommandsWithoutDotnet commands) : IClassFixture<CommandsWithoutDotnet>, IDisposable
{
    private const string SelfContained = """{ "runtimeOptions": { "includedFrameworks": [ { "name": "Microsoft.NETCore.App" } ] } }""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_WithoutAnyDotnet_SaysWhereItLookedAndWhatToDo()
    {
        ScriptResult result = await RunAsync(App("""{ "runtimeOptions": { "tfm": "net10.0" } }"""));

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("There is no .NET runtime for App on this machine", result.Errors, StringComparison.Ordinal);
        Assert.Contains($"no dotnet on the PATH ({commands.Environment["PATH"]})", result.Errors, StringComparison.Ordinal);
        Assert.Contains("DOTNET_ROOT is not set", result.Errors, StringComparison.Ordinal);
        Assert.Contains("--self-contained", result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Start_WithADotnetRootThatHoldsNone_NamesIt()
    {
        ScriptResult result = await RunAsync(App("{}"), ("DOTNET_ROOT", "/nowhere/dotnet"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("DOTNET_ROOT names /nowhere/dotnet, which holds none", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithADotnetRoot_TakesThatOne()
    {
        Executable("dotnet", "echo started $(basename $1)");

        ScriptResult result = await RunAsync(App("{}"), ("DOTNET_ROOT", _folder.Path));

        Assert.Equal((0, "started App.dll\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task Start_SelfContainedWhoseExecutableBitIsLost_SaysHowToShipIt()
    {
        string app = App(SelfContained);
        await File.WriteAllTextAsync(_folder["App"], "", TestContext.Current.CancellationToken);

        ScriptResult result = await RunAsync(app);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("lost its executable bit", result.Errors, StringComparison.Ordinal);
        Assert.Contains(".tar.gz", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task End_OfAFailedApplication_IsItsExitCode()
    {
        string app = App(SelfContained);
        Executable("App", "exit 9");

        Assert.Equal(9, (await RunAsync(app)).ExitCode);
    }

    // The JVM is the cluster's there, so it must not be ended.
    [Fact]
    public async Task End_OnDatabricks_IsTheEndOfMainOrAnException()
    {
        string app = App(SelfContained);
        Executable("App", "exit 9");

        ScriptResult failed = await RunAsync(app, ("DATABRICKS_RUNTIME_VERSION", "17.3"));

        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("IllegalStateException: The .NET application ended with exit code 9", failed.Errors, StringComparison.Ordinal);
    }

    private string App(string runtimeConfig)
    {
        File.WriteAllText(_folder["App.runtimeconfig.json"], runtimeConfig);
        File.WriteAllText(_folder["App.dll"], "");
        return _folder["App.dll"];
    }

    private void Executable(string name, string script)
    {
        File.WriteAllText(_folder[name], $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder[name], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private async Task<ScriptResult> RunAsync(string application, params (string Name, string Value)[] environment)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The application is a shell script here.");
        JavaTools.NeedJar();
        string classPath = JavaTools.JarPath + Path.PathSeparator + Path.Combine(RequiredSpark.Home(), "jars", "*");
        Dictionary<string, string?> variables = new(commands.Environment) { ["JAVA_TOOL_OPTIONS"] = null };
        foreach ((string name, string value) in environment)
        {
            variables[name] = value;
        }

        return await Script.RunAsync("java", ["-cp", classPath, "lakebase.spark.DotnetRunner", application], variables);
    }
}
