using System.Diagnostics;

namespace Lakebase.SparkTests.Scripts;

/// <summary>What a script left behind.</summary>
internal sealed record ScriptResult(int ExitCode, string Output, string Errors)
{
    public string LastLine => Output.TrimEnd('\n').Split('\n')[^1];

    public override string ToString() => $"exit code {ExitCode}\n--- output\n{Output}\n--- errors\n{Errors}";
}

/// <summary>A running script of the folder <c>spark-submit</c>, with an environment that the test chooses.</summary>
internal sealed class Script : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private Script(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public static Script Start(string path, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        return new Script(Process.Start(start)!);
    }

    public static async Task<ScriptResult> RunAsync(string path, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment)
    {
        using Script script = Start(path, arguments, environment);
        return await script.EndAsync();
    }

    public async Task<ScriptResult> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Deadline);
        return new ScriptResult(_process.ExitCode, await _output.WaitAsync(Deadline), await _errors.WaitAsync(Deadline));
    }

    /// <summary>SIGKILL to the script and everything that it has started.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
