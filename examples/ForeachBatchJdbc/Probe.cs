using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace ForeachBatchJdbc;

/// <summary>What was measured of a way.</summary>
/// <param name="Way">Its name.</param>
/// <param name="FirstCopySeconds">From nothing to a target that follows.</param>
/// <param name="Changes">Small changes that were watched.</param>
/// <param name="LatencyP50">Seconds from a change's commit in Delta to its visibility, the median.</param>
/// <param name="LatencyP95">The same, of 95 in 100.</param>
/// <param name="LargeChangeSeconds">The same for a change of a fifth of the rows.</param>
/// <param name="IsEqualAtTheEnd">Whether the target is what the Delta table is, after deletes as well.</param>
/// <param name="Remarks">What it cannot do.</param>
internal sealed record Measurement(
    string Way,
    double FirstCopySeconds,
    int Changes,
    double LatencyP50,
    double LatencyP95,
    double LargeChangeSeconds,
    bool IsEqualAtTheEnd,
    string Remarks)
{
    public string ToText() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Way,-13}  first copy {FirstCopySeconds:0.0} s, {Changes} changes visible after {LatencyP50:0.00} s (p95 {LatencyP95:0.00} s), "
        + $"a large one after {LargeChangeSeconds:0.0} s; {(IsEqualAtTheEnd ? "equal" : "NOT EQUAL")} at the end. {Remarks}");
}

/// <summary>Changes the table and asks the target, over and over, for the change's number.</summary>
internal sealed class Probe(Way way, CounterTable source, string connectionString)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public async Task<Measurement> MeasureAsync(TimeSpan firstCopy, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await ChangeAsync(connection, 1000, cancellationToken); // Plans and pools are warm from here on.
        List<double> latencies = [];
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < duration)
        {
            latencies.Add(await ChangeAsync(connection, 1000, cancellationToken));
        }

        double large = await ChangeAsync(connection, 5, cancellationToken);
        await Task.Run(source.Delete, cancellationToken);
        bool isEqual = await IsEqualAsync(connection, cancellationToken);
        latencies.Sort();
        return new Measurement(
            way.Name,
            Math.Round(firstCopy.TotalSeconds, 1),
            latencies.Count,
            Math.Round(latencies[(int)(0.5 * (latencies.Count - 1))], 2),
            Math.Round(latencies[(int)(0.95 * (latencies.Count - 1))], 2),
            Math.Round(large, 1),
            isEqual,
            way.Remarks);
    }

    private async Task<double> ChangeAsync(NpgsqlConnection connection, int every, CancellationToken cancellationToken)
    {
        await Task.Run(() => source.Change(every), cancellationToken);
        long start = Stopwatch.GetTimestamp();
        while (await ReadAsync<int>(connection, $"SELECT change FROM {way.Name} WHERE id = 0", cancellationToken) != source.Last)
        {
            await Task.Delay(5, cancellationToken);
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException($"{way.Name}: change {source.Last} was not visible after {Patience.TotalSeconds:0} s.");
            }
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private async Task<bool> IsEqualAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        (long Rows, long Changes, decimal Balance) wanted = await Task.Run(source.Summary, cancellationToken);
        var clock = Stopwatch.StartNew();
        for (; clock.Elapsed < TimeSpan.FromSeconds(20); await Task.Delay(50, cancellationToken))
        {
            string there = await ReadAsync<string>(
                connection, $"SELECT concat_ws('|', count(*), sum(change), sum(balance)) FROM {way.Name}", cancellationToken);
            if (there == string.Create(CultureInfo.InvariantCulture, $"{wanted.Rows}|{wanted.Changes}|{wanted.Balance}"))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<T> ReadAsync<T>(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
