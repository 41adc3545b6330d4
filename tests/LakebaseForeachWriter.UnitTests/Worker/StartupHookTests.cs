using Lakebase.SparkRows.Frames;
using Microsoft.Spark.Sql;

namespace Lakebase.UnitTests.Worker;

/// <summary>An application's own program as a worker, which is how self-contained applications run on executors.</summary>
public sealed class StartupHookTests
{
    private const string Hook = "LakebaseForeachWriter.Worker";

    [Theory]
    [InlineData(Hook, "none")]
    [InlineData(Hook + ":" + Hook, Hook)] // The first of them stands for one of the user's own.
    public void Hook_InTheApplicationsProgram_MakesItAWorkerAndIsNotPassedOn(string hooks, string left)
    {
        using RunningWorker worker = RunningWorker.StartByHook(hooks.Replace(':', Path.PathSeparator));
        using FakeJar jar = worker.Connect();

        Assert.Equal(FrameType.Opened, jar.Open(new HookPrintingWriter(), "q")?.Type);
        Assert.Equal("startup made", worker.Process.StandardOutput.ReadLine());
        Assert.Equal("hooks: " + left, worker.Process.StandardOutput.ReadLine());
        jar.Close();
        worker.Process.StandardInput.Close();
        Assert.True(worker.Process.WaitForExit(10_000));
        Assert.Equal(0, worker.Process.ExitCode);
    }

    [Serializable]
    private sealed class HookPrintingWriter : IForeachWriter
    {
        public bool Open(long partitionId, long epochId)
        {
            Console.WriteLine($"hooks: {Environment.GetEnvironmentVariable("DOTNET_STARTUP_HOOKS") ?? "none"}");
            return true;
        }

        public void Process(Row value)
        {
        }

        public void Close(Exception? errorOrNull)
        {
        }
    }
}
