using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Lakebase.Benchmarks.RealTime;

/// <summary>One run of <c>examples/RealTimeOrders</c>, which has compared table and topic: its latencies in milliseconds.</summary>
internal sealed record OrdersRun(double P50, double P99)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    /// <exception cref="InvalidOperationException">It failed, or did not keep up with the rate: there is no figure.</exception>
    public static OrdersRun Of(int rate, string trigger, string mode, params IReadOnlyList<string> arguments)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{trigger}, {mode}, {rate:N0} rows/s");
        Console.Error.WriteLine($"  {name}:");
        using Process program = Process.Start(new ProcessStartInfo(
            "dotnet",
            [ProgramPath(), "--rate", rate.ToString(CultureInfo.InvariantCulture), "--trigger", trigger, "--mode", mode, .. arguments])
        {
            RedirectStandardOutput = true,
        })!;
        Task<string> output = program.StandardOutput.ReadToEndAsync();
        if (!program.WaitForExit(Deadline))
        {
            program.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{name}: it did not end within {Deadline.TotalMinutes:0} minutes.");
        }

        string[] lines = output.GetAwaiter().GetResult().TrimEnd().Split('\n');
        if (program.ExitCode != 0 || !lines[^1].StartsWith("RESULT ", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{name}: it ended with {program.ExitCode}. {lines[^1]}");
        }

        foreach (string line in lines.SkipWhile(line => !line.StartsWith("Verified", StringComparison.Ordinal)).SkipLast(1))
        {
            Console.Error.WriteLine($"    {line}");
        }

        using JsonDocument result = JsonDocument.Parse(lines[^1]["RESULT ".Length..]);
        long reached = result.RootElement.GetProperty("rowsPerSecond").GetInt64();
        return reached >= rate * 0.95
            ? new OrdersRun(result.RootElement.GetProperty("p50").GetDouble(), result.RootElement.GetProperty("p99").GetDouble())
            : throw new InvalidOperationException($"{name}: only {reached:N0} rows/s were made, so the latencies are of another load.");
    }

    // Beside this program in the repository, built with it in the same configuration.
    private static string ProgramPath()
    {
        string configuration = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))!);
        string repository = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", ".."));
        return Path.Combine(repository, "examples", "RealTimeOrders", "bin", configuration, "net10.0", "RealTimeOrders.dll");
    }
}
