using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Lakebase.UnitTests.Worker;

/// <summary>A worker process in the folder of an application, which here is this test program itself.</summary>
internal sealed class RunningWorker : IDisposable
{
    private readonly byte[] _token = RandomNumberGenerator.GetBytes(32);
    private readonly int _port;

    private RunningWorker(string[] arguments, string? hooks)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_STARTUP_HOOKS"] = hooks },
        };
        Process = Process.Start(start)!;
        Process.StandardInput.WriteLine(Convert.ToHexString(_token).ToLowerInvariant());
        Process.StandardInput.Flush();
        string[] words = (Process.StandardOutput.ReadLine() ?? Process.StandardError.ReadToEnd()).Split(' ');
        Assert.Equal(["LAKEBASE_WORKER", "1"], words[..2]);
        _port = int.Parse(words[2], CultureInfo.InvariantCulture);
        Process.ErrorDataReceived += (_, _) => { };
        Process.BeginErrorReadLine();
    }

    public Process Process { get; }

    private static string Application { get; } = typeof(RunningWorker).Assembly.GetName().Name!;

    /// <summary>As the jar starts it.</summary>
    public static RunningWorker Start() => new(
        [
            "exec", "--depsfile", Application + ".deps.json", "--runtimeconfig", Application + ".runtimeconfig.json",
            "LakebaseForeachWriter.Worker.dll", Application,
        ],
        hooks: null);

    /// <summary>As the jar starts that of a self-contained application: the application's own program, with a hook.</summary>
    public static RunningWorker StartByHook(string hooks) =>
        new([Application + ".dll", "LakebaseForeachWriter.Worker.dll", Application], hooks);

    public FakeJar Connect() => FakeJar.Connect(_port, _token);

    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Process.Kill();
        }

        Process.Dispose();
    }
}
