using System.Diagnostics;

namespace Lakebase.TestSupport;

/// <summary>Waits for a condition that another process or thread brings about. The only place in the tests that sleeps.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Returns as soon as <paramref name="condition"/> holds; fails with <paramref name="what"/> after <paramref name="deadline"/>.</summary>
    /// <returns>How long it took.</returns>
    public static TimeSpan Holds(Func<bool> condition, TimeSpan deadline, string what)
    {
        Wait(condition, held => held, deadline, _ => what, out TimeSpan elapsed);
        return elapsed;
    }

    /// <summary>Asks until there is an answer; fails with <paramref name="what"/> after <paramref name="deadline"/>.</summary>
    public static T Gets<T>(Func<T?> ask, TimeSpan deadline, string what)
        where T : class =>
        Wait(ask, answer => answer is not null, deadline, _ => what, out _)!;

    /// <summary>Asks until the list is empty; fails with <paramref name="what"/> and the list after <paramref name="deadline"/>.</summary>
    public static void IsEmpty<T>(Func<IReadOnlyCollection<T>> ask, TimeSpan deadline, string what) =>
        Wait(ask, list => list.Count == 0, deadline, list => $"{what}: {string.Join(" | ", list)}", out _);

    /// <summary>Returns as soon as <paramref name="condition"/> holds, without keeping a thread; fails with what <paramref name="what"/> says
    /// after <paramref name="deadline"/>.</summary>
    public static async Task HoldsAsync(
        Func<Task<bool>> condition, TimeSpan deadline, Func<string> what, CancellationToken cancellationToken = default)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > deadline)
            {
                Xunit.Assert.Fail($"Not within {deadline.TotalSeconds:0.#} s: {what()}.");
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static T Wait<T>(Func<T> ask, Func<T, bool> isEnough, TimeSpan deadline, Func<T, string> what, out TimeSpan elapsed)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            T answer = ask();
            elapsed = Stopwatch.GetElapsedTime(start);
            if (isEnough(answer))
            {
                return answer;
            }

            if (elapsed > deadline)
            {
                Xunit.Assert.Fail($"Not within {deadline.TotalSeconds:0.#} s: {what(answer)}.");
            }

            Thread.Sleep(Pause);
        }
    }
}
