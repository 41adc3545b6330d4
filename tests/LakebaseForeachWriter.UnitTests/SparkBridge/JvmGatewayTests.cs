using System.Collections.Immutable;
using Microsoft.Spark;
using Microsoft.Spark.Interop;

namespace Lakebase.UnitTests.SparkBridge;

public sealed class JvmGatewayTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public void Call_StringArray_BecomesAJavaArrayThatIsGivenBack()
    {
        using var server = new FakeGateway(command => command.StartsWith("a c", StringComparison.Ordinal) ? "!yto7" : "!yv");
        using var gateway = server.Connect();

        gateway.CallStatic("C", "m", [new[] { "x", "y" }]);

        Assert.Equal(
            ["a c sjava.lang.String i2", "a s o7 i0 sx", "a s o7 i1 sy", "c z:C m ro7"],
            server.Commands.Select(c => c.Command).Where(c => !c.StartsWith("m d", StringComparison.Ordinal)));
        Assert.True(SpinWait.SpinUntil(() => server.Commands.Any(c => c.Command == "m d o7"), Deadline));
        Assert.True(SpinWait.SpinUntil(() => gateway.LiveReferences == 0, Deadline));
    }

    [Fact]
    public void Dispose_OfManyReferences_ReleasesEachOnce()
    {
        var next = 0;
        using var server = new FakeGateway(command => command.StartsWith("i ", StringComparison.Ordinal) ? $"!yro{next++}" : "!yv");
        using var gateway = server.Connect();
        var objects = Enumerable.Range(0, 600).Select(_ => gateway.Construct("C")).ToList();
        Assert.Equal(600, gateway.LiveReferences);

        foreach (var o in objects)
        {
            o.Dispose();
            o.Dispose();
        }

        Assert.True(SpinWait.SpinUntil(() => gateway.LiveReferences == 0, Deadline));
        var released = server.Commands.Select(c => c.Command).Where(c => c.StartsWith("m d", StringComparison.Ordinal)).ToList();
        Assert.Equal(objects.Select(o => $"m d {o.Id}").Order(), released.Order());
    }

    [Fact]
    public void Call_JavaCodeThrows_CarriesClassMessageAndStack()
    {
        using var server = new FakeGateway(command => command switch
        {
            "c z:C boom" => "!xro3",
            "p ro3" => "!ysjava.lang.IllegalStateException: bad\\n\tat x",
            "c o3 getMessage" => "!ysbad",
            "c o3 getClass" => "!yro4",
            "c o4 getName" => "!ysjava.lang.IllegalStateException",
            _ => "!yv",
        });
        using var gateway = server.Connect();

        var e = Assert.Throws<JvmException>(() => gateway.CallStatic("C", "boom"));

        Assert.Equal("bad", e.Message);
        Assert.Equal("java.lang.IllegalStateException", e.JavaClass);
        Assert.Equal("java.lang.IllegalStateException: bad\n\tat x", e.JavaStackTrace);
        Assert.True(SpinWait.SpinUntil(() => gateway.LiveReferences == 0, Deadline));
    }

    [Fact]
    public void Call_MethodMissing_SaysWhatPy4JSays()
    {
        using var server = new FakeGateway(_ => "!xspy4j.Py4JException: Method nosuch([]) does not exist\\n\tat x");
        using var gateway = server.Connect();

        var e = Assert.Throws<JvmException>(() => gateway.CallStatic("C", "nosuch"));

        Assert.Equal("py4j.Py4JException: Method nosuch([]) does not exist", e.Message);
    }

    [Fact]
    public async Task Call_JvmDiesMeanwhile_FailsAtOnceAndTellsWhatIsKnown()
    {
        using var asked = new ManualResetEventSlim();
        using var never = new ManualResetEventSlim();
        using var server = new FakeGateway(_ =>
        {
            asked.Set();
            never.Wait(Deadline);
            return "!yv";
        });
        using var gateway = server.Connect(() => "It exited with code 137.");
        var call = Task.Run(() => gateway.CallStatic("C", "m"), TestContext.Current.CancellationToken);
        Assert.True(asked.Wait(Deadline, TestContext.Current.CancellationToken));

        server.Die();

        var e = await Assert.ThrowsAsync<JvmException>(() => call.WaitAsync(Deadline, TestContext.Current.CancellationToken));
        Assert.Contains("has ended", e.Message, StringComparison.Ordinal);
        Assert.Contains("137", e.Message, StringComparison.Ordinal);
        Assert.Throws<JvmException>(() => gateway.CallStatic("C", "m"));
        never.Set();
    }

    [Fact]
    public void Call_WrongSecret_Fails()
    {
        using var server = new FakeGateway(_ => "!yv");
        using var gateway = new JvmGateway(server.Address with { Secret = "guess" }, () => null);

        var e = Assert.Throws<JvmException>(() => gateway.CallStatic("C", "m"));

        Assert.Contains("secret", e.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_AnotherOneBlocks_UsesAConnectionOfItsOwn()
    {
        using var release = new ManualResetEventSlim();
        using var blocked = new ManualResetEventSlim();
        using var server = new FakeGateway(command =>
        {
            if (command.EndsWith("await", StringComparison.Ordinal))
            {
                blocked.Set();
                release.Wait(Deadline);
            }

            return "!yv";
        });
        using var gateway = server.Connect();
        var waiting = Task.Run(() => gateway.CallStatic("C", "await"), TestContext.Current.CancellationToken);
        Assert.True(blocked.Wait(Deadline, TestContext.Current.CancellationToken));

        gateway.CallStatic("C", "stop");

        Assert.False(waiting.IsCompleted);
        release.Set();
        await waiting.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        Assert.Equal(2, server.Commands.Select(c => c.Connection).Distinct().Count());
    }

    [Fact]
    public async Task Call_FlowWithAnActiveSession_EntersItOnceOnEachConnectionAndOthersDoNotSeeIt()
    {
        var next = 0;
        using var server = new FakeGateway(command => command.StartsWith("i ", StringComparison.Ordinal) ? $"!yro{next++}" : "!yv");
        using var gateway = server.Connect();
        using var session = gateway.Construct("Session");

        await Task.Run(() =>
        {
            DriverContext.Current = DriverContext.Current with { Session = session };
            gateway.CallStatic("C", "inside");
            gateway.CallStatic("C", "inside");
        }, TestContext.Current.CancellationToken);
        gateway.CallStatic("C", "outside");

        Assert.Equal(
            [
                "i Session",
                "c z:org.apache.spark.sql.SparkSession setActiveSession ro0", "c z:C inside", "c z:C inside",
                "c z:org.apache.spark.sql.SparkSession clearActiveSession", "c z:C outside",
            ],
            server.Commands.Select(c => c.Command));
    }

    [Fact]
    public async Task Call_ApplicationEndsAndTheJvmIsGone_WaitsForTheEndExceptInAnExitHandler()
    {
        using var server = new FakeGateway(_ => "!yv");
        using var gateway = server.Connect();
        gateway.CallStatic("C", "m");
        gateway.ApplicationEnds();
        server.Die();

        Task background = Task.Factory.StartNew(
            () => gateway.CallStatic("C", "m"), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.Throws<JvmException>(() => gateway.CallStatic("C", "m"));

        await Assert.ThrowsAsync<TimeoutException>(() => background.WaitAsync(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void CommandsFrom_PropertiesOfAnotherFlow_AreUnset()
    {
        var next = 0;
        using var server = new FakeGateway(_ => $"!yro{next++}");
        using var gateway = server.Connect();
        using var context = gateway.Construct("SparkContext");
        var before = DriverContext.Empty with
        {
            SparkContext = context,
            LocalProperties = ImmutableDictionary<string, string>.Empty.Add("group", "a").Add("pool", "x"),
        };
        var after = before with { LocalProperties = ImmutableDictionary<string, string>.Empty.Add("group", "b") };

        Assert.Equal(["c\no0\nsetLocalProperty\nspool\nn\ne\n", "c\no0\nsetLocalProperty\nsgroup\nsb\ne\n"], after.CommandsFrom(before));
    }
}
