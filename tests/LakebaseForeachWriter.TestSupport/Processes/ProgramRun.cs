using System.Diagnostics;
using System.Text;

namespace Lakebase.TestSupport.Processes;

/// <summary>
/// A program that a test started in a session of its own, with a mark in its environment by which all its descendants are found,
/// wherever they end up in the process tree. Disposing kills whatever is left.
/// </summary>
public sealed class ProgramRun : IDisposable
{
    private const string MarkName = "LAKEBASE_TEST_MARK";

    private readonly string _mark = Guid.NewGuid().ToString("N");
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly CountdownEvent _openStreams = new(2);

    /// <summary>Starts <paramref name="command"/>; a null in <paramref name="environment"/> removes the variable.</summary>
    public ProgramRun(IReadOnlyList<string> command, IReadOnlyDictionary<string, string?>? environment = null)
    {
        // A session of its own makes the program the leader of a process group. A test run in the background has SIGINT ignored,
        // and children inherit that: `env` takes it back.
        ProcessStartInfo start = new("setsid", ["env", "--default-signal=INT", .. command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        start.Environment[MarkName] = _mark;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The program's process, also the id of its group.</summary>
    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>Both streams so far, line by line.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>The program itself and everything that it started and that still runs.</summary>
    public IReadOnlyList<SystemProcess> Processes => SystemProcess.WithEnvironment(MarkName, _mark);

    /// <summary>Waits for the end; fails with the output after the deadline.</summary>
    /// <returns>The exit code: 128 + n after signal n.</returns>
    public int WaitForExit(TimeSpan deadline)
    {
        if (!_process.WaitForExit(deadline))
        {
            Xunit.Assert.Fail($"Still running after {deadline.TotalSeconds:0} s: {_process.StartInfo.ArgumentList[2]}\n{Output}");
        }

        // The last lines are read a moment after the end. A left-over child may hold the streams open for ever, so do not insist.
        _openStreams.Wait(TimeSpan.FromSeconds(5));
        return _process.ExitCode;
    }

    /// <summary>Waits until a line of the output contains <paramref name="text"/>.</summary>
    public void WaitForOutput(string text, TimeSpan deadline) =>
        Eventually.Holds(
            () => HasEnded || Output.Contains(text, StringComparison.Ordinal),
            deadline,
            $"\"{text}\" in the output:\n{Output}");

    public void Dispose()
    {
        foreach (SystemProcess process in Processes)
        {
            try
            {
                Signal.Kill.Send(process.Id);
            }
            catch (InvalidOperationException)
            {
                // Ended meanwhile.
            }
        }

        _process.Dispose();
    }

    private void Append(string? line)
    {
        if (line is null)
        {
            _openStreams.Signal();
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
