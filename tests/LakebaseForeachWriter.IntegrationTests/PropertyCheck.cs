using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Lakebase.IntegrationTests;

/// <summary>
/// Properties whose check is asynchronous. The test's output has the seed; <c>LAKEBASE_TEST_SEED</c> takes it to see the same values again.
/// A failure is shrunk to the smallest values that still fail.
/// </summary>
internal static class PropertyCheck
{
    // Any odd number: the second half of a seed.
    private const ulong Gamma = 0x9e37_79b9_7f4a_7c15;

    /// <summary>A seed for a test's properties.</summary>
    public static ulong NewSeed()
    {
        string? given = Environment.GetEnvironmentVariable("LAKEBASE_TEST_SEED");
        ulong seed = given is null ? (ulong)Random.Shared.NextInt64() : ulong.Parse(given, CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine($"LAKEBASE_TEST_SEED={seed}");
        return seed;
    }

    /// <summary>Checks the property with as many values as asked for.</summary>
    public static Task HoldsAsync<T>(this Arbitrary<T> values, ulong seed, int tests, Func<T, Task> property)
    {
        Config config = Config.QuickThrowOnFailure
            .WithMaxTest(tests)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(seed, Gamma), FSharpOption<int>.None)));

        // FsCheck waits for each check, so it needs a thread of its own.
        return Task.Run(() => Check.One(config, Prop.ForAll(values, value => Wait(property(value)))));
    }

    private static bool Wait(Task check)
    {
        check.GetAwaiter().GetResult();
        return true;
    }
}
