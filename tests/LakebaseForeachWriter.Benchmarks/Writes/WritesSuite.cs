using System.Globalization;
using Lakebase.Benchmarks.Measuring;
using Lakebase.Benchmarks.Peers;
using Lakebase.Benchmarks.Server;
using Lakebase.Benchmarks.Shapes;
using Npgsql;

namespace Lakebase.Benchmarks.Writes;

/// <summary>Who takes part.</summary>
internal enum Field
{
    /// <summary>Ours and all peers.</summary>
    Everybody,

    /// <summary>Only ours, for a profiler.</summary>
    Ours,

    /// <summary>Ours by each of its paths, at more sizes: what the choice between them is made of.</summary>
    Paths,
}

/// <summary>
/// The engine alone by upsert or insert: flushes of 1,000 and 10,000 rows into a table of a million, over ways of three lengths, beside
/// everything that others do instead.
/// </summary>
internal sealed class WritesSuite(bool upsert, Rounds rounds, double scale, string? only, Field field)
{
    private readonly (int Flush, int Flushes)[] _sizes =
        field == Field.Paths ? [(500, 8), (1_000, 5), (2_000, 5), (5_000, 3), (10_000, 2), (20_000, 2), (50_000, 1)] : [(1_000, 5), (10_000, 2)];

    private const int FirstWarmUp = 40;

    // A turn of the shortest cells takes milliseconds, of which a thread that wakes late is a good part: their median needs more rounds.
    private const int RoundsOfShortCells = 21;

    private static readonly double[] Milliseconds = [0.1, 2.5, 12];

    private readonly string _suite = upsert ? "upsert" : "insert";
    private readonly List<Cell> _cells = [];
    private readonly List<string> _notes = [];

    public async Task<SuiteResult> RunAsync()
    {
        await using BenchServer server = await BenchServer.StartAsync(BenchServer.UnfilledWal);
        string? missing = null;
        using Psycopg? python = field != Field.Everybody ? null : Psycopg.Start(out missing);
        if (missing is not null)
        {
            _notes.Add(missing);
        }

        _notes.Add(BenchServer.UnfilledWalNote);
        IReadOnlyList<FlightRow> file = FlightsFile.Read(out string? note);
        if (note is not null)
        {
            _notes.Add(note);
        }

        _notes.Add("psycopg's 100-row VALUES does not take part where 10,000 rows of it are a hundred round trips of 12 ms.");
        foreach (double milliseconds in Milliseconds)
        {
            double measured = await BenchServer.RoundTripMillisecondsAsync(server.At(WayOf(milliseconds)));
            _notes.Add(string.Create(CultureInfo.InvariantCulture, $"The way of {milliseconds} ms: a statement that does nothing took {measured:0.00} ms."));
        }

        int rows = (int)(1_000_000 * scale);
        await MeasureAsync(server, python, new NarrowShape(), rows);

        // Whole repetitions of the file, so that what is new has years of its own.
        await MeasureAsync(server, python, new FlightsShape(file), (rows + file.Count - 1) / file.Count * file.Count);
        return SuiteResult.Now(_suite, server.Version, field == Field.Everybody ? WriteGoals.Of(_suite, _cells) : [], _cells, _notes);
    }

    // How much of what comes is in the table already.
    private double[] Shares => upsert ? [0, 0.5, 1] : [0];

    private bool IsWanted(string name) => only is null || name.Contains(only, StringComparison.Ordinal);

    private IEnumerable<string> Names(string shape) =>
        from milliseconds in Milliseconds
        from size in _sizes
        from existing in Shares
        select NameOf(shape, size.Flush, existing, milliseconds);

    private string NameOf(string shape, int flush, double existing, double milliseconds)
    {
        string kind = !upsert ? "" : existing switch { 0 => ", all new", 1 => ", all existing", _ => ", half" };
        return string.Create(CultureInfo.InvariantCulture, $"{shape}, {flush:N0} rows{kind}, {milliseconds} ms");
    }

    // The loopback is the shortest way there is.
    private static TimeSpan WayOf(double milliseconds) => milliseconds < 1 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(milliseconds);

    private async Task MeasureAsync<TRow>(BenchServer server, Psycopg? python, Shape<TRow> shape, int tableRows)
    {
        if (!Names(shape.Name).Any(IsWanted))
        {
            return;
        }

        await using PreparedTable<TRow> table = await PreparedTable<TRow>.CreateAsync(server, shape, tableRows);
        foreach (double milliseconds in Milliseconds)
        {
            NpgsqlConnectionStringBuilder way = server.At(WayOf(milliseconds));
            foreach ((int flush, int flushes) in _sizes)
            {
                foreach (double existing in Shares)
                {
                    string name = NameOf(shape.Name, flush, existing, milliseconds);
                    if (!IsWanted(name))
                    {
                        continue;
                    }

                    await table.ChooseAsync(flush * flushes, existing);
                    await using WritersOfACell<TRow> writers = await WritersOfACell<TRow>.CreateAsync(shape, upsert, way, python, field);

                    // A round trip for every hundred rows: three seconds a turn, and nobody doubts who is faster.
                    bool isTooSlow = milliseconds > 10 && flush >= 10_000;
                    List<Contender> contenders = [.. writers.All.Where(writer => !isTooSlow || writer.Name != WriteGoals.SmallValues).Select(writer => new Contender(
                        writer.Name,
                        writer == writers.Ours ? Role.Ours : Role.Peer,
                        turn => writer.WriteAsync(table.Rows(turn), PreparedTable<TRow>.VersionOf(turn), flush)))];
                    if (field == Field.Everybody && WayOf(milliseconds) == TimeSpan.Zero)
                    {
                        contenders.Add(new(WriteGoals.NoClient, Role.Limit, turn => table.WriteWithoutClientAsync(turn, upsert)));
                    }

                    // A stream's code is compiled for good after its first dozens of batches; the first cell must not pay for all others.
                    bool isShort = milliseconds < 1 && flush <= 1_000;
                    Rounds ofCell = isShort ? rounds with { Count = Math.Max(rounds.Count, RoundsOfShortCells) } : rounds;
                    Cell cell = await (_cells.Count == 0 ? ofCell with { WarmUp = FirstWarmUp } : ofCell).RunAsync(
                        name,
                        flush * flushes,
                        contenders,
                        before: _ =>
                        {
                            GC.Collect();
                            return Task.CompletedTask;
                        },
                        after: (contender, turn) => table.VerifyAndRestoreAsync(contender.Name, turn));
                    Console.Error.WriteLine($"    ours by {writers.Ours.Path}");
                    _cells.Add(cell);
                }
            }
        }
    }
}
