using System.Diagnostics;
using System.Globalization;
using Lakebase.SparkRows.Frames;
using Microsoft.Spark.Sql;

[assembly: WorkerStartup(typeof(Lakebase.UnitTests.Worker.WorkerProcessTests.Startup))]

namespace Lakebase.UnitTests.Worker;

/// <summary>The worker as the jar starts it.</summary>
public sealed class WorkerProcessTests : IDisposable
{
    private readonly RunningWorker _worker = RunningWorker.Start();
    private readonly Process _process;

    public WorkerProcessTests() => _process = _worker.Process;

    public void Dispose() => _worker.Dispose();

    [Fact]
    public void Worker_InTheApplicationsFolder_FindsTheTypesOfItsProgram()
    {
        using FakeJar jar = _worker.Connect();

        Assert.Equal(FrameType.Opened, jar.Open(new PrintingWriter(), "q")?.Type);
        jar.SendRows((1, "a"));
        Assert.Equal(1, jar.Close().Rows);
        Assert.Equal("startup made", _process.StandardOutput.ReadLine());
        Assert.Equal("printed by the writer", _process.StandardOutput.ReadLine());
    }

    [Fact]
    public void Worker_WhenItsInputEnds_AbortsItsTasksAndExits()
    {
        using FakeJar jar = _worker.Connect();
        jar.Open(new PrintingWriter(), "q");
        long start = Stopwatch.GetTimestamp();

        _process.StandardInput.Close();

        Assert.True(_process.WaitForExit(10_000));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal(0, _process.ExitCode);
        Assert.Contains("closed with OperationCanceledException", _process.StandardOutput.ReadToEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-TERM")]
    [InlineData("-INT")]
    public void Worker_OnASignal_GoesOn(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using (Process kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
            Assert.Equal(0, kill.ExitCode);
        }

        using FakeJar jar = _worker.Connect();
        Assert.Equal(FrameType.Opened, jar.Open(new PrintingWriter(), "q")?.Type);
        jar.Close();
    }

    [Fact]
    public void Worker_WhenAThreadOfAWriterThrows_FailsTheTaskAndSurvives()
    {
        using (FakeJar jar = _worker.Connect())
        {
            jar.Open(new ThreadWriter(), "q");
            jar.SendRows((1, "a"));
            Assert.Equal("on a thread of its own", jar.ReadError().Message);
        }

        using FakeJar next = _worker.Connect();
        Assert.Equal(FrameType.Opened, next.Open(new PrintingWriter(), "q2")?.Type);
        next.Close();
    }

    [Fact]
    public void WorkerStartup_OfTheApplication_IsMadeBeforeTheFirstTaskAndDisposedAtTheEnd()
    {
        Assert.Equal("startup made", _process.StandardOutput.ReadLine());
        using FakeJar jar = _worker.Connect();
        jar.Open(new PrintingWriter(), "q");
        jar.SendRows((1, "a"));
        jar.Close();

        _process.StandardInput.Close();

        Assert.True(_process.WaitForExit(10_000));
        Assert.Equal(["printed by the writer", "startup disposed"], _process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>What this test program wants done in its workers.</summary>
    public sealed class Startup : IDisposable
    {
        public Startup() => Console.WriteLine("startup made");

        public void Dispose() => Console.WriteLine("startup disposed");
    }

    [Serializable]
    private sealed class PrintingWriter : IForeachWriter
    {
        public bool Open(long partitionId, long epochId) => true;

        public void Process(Row value) => Console.WriteLine("printed by the writer");

        public void Close(Exception? errorOrNull)
        {
            if (errorOrNull is not null)
            {
                Console.WriteLine($"closed with {errorOrNull.GetType().Name}");
            }
        }
    }

    [Serializable]
    private sealed class ThreadWriter : IForeachWriter
    {
        public bool Open(long partitionId, long epochId) => true;

        public void Process(Row value) => new Thread(() => throw new InvalidOperationException("on a thread of its own")).Start();

        public void Close(Exception? errorOrNull)
        {
        }
    }
}
