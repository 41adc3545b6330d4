using Lakebase.Connections;
using Lakebase.Flushing;
using Lakebase.Schema;

namespace Lakebase.IntegrationTests.Faults;

/// <summary>
/// A stream as Spark runs it: one epoch after the other, each again with the same rows until it is committed. After every attempt, failed ones
/// included, the table must hold what the writer said, to the row.
/// </summary>
/// <param name="mode">How it writes.</param>
/// <param name="table">The table.</param>
/// <param name="options">Where and how; the mode's own are set here.</param>
/// <param name="sources">The process's connections.</param>
internal sealed class ReplayedStream(StreamMode mode, StreamTable table, LakebaseWriterOptions options, DataSourceRegistry sources)
{
    private const int MaxAttempts = 200;
    private const int RowsAtOnce = 25;

    private static readonly SourceSchema Schema =
        new([new SourceColumn("id", SourceType.Of(SourceTypeKind.Long)), new SourceColumn("name", SourceType.Of(SourceTypeKind.String))]);

    private readonly TargetPlanCache _plans = new();
    private readonly string _queryId = $"{Guid.NewGuid()}";
    private readonly List<LakebaseWriteException> _failures = [];
    private Dictionary<long, (string Name, long Count)> _content = [];
    private long _epoch;

    public StreamMode Mode => mode;

    public StreamTable Table => table;

    /// <summary>Rows of each epoch.</summary>
    public int RowsPerEpoch { get; init; } = 200;

    /// <summary>Blanks after each name: they make rows wide.</summary>
    public int Padding { get; init; }

    /// <summary>How many connections the stream has, as somebody between it and the server sees it; more sessions than that are lost
    /// ones.</summary>
    public Func<int> Connections { get; init; } = () => int.MaxValue;

    /// <summary>What the writers said.</summary>
    public StreamLog Log { get; } = new();

    /// <summary>How attempts have failed.</summary>
    public IReadOnlyList<LakebaseWriteException> Failures => _failures;

    /// <summary>Runs a number of epochs.</summary>
    public async Task RunAsync(int epochs, CancellationToken cancellationToken)
    {
        for (int i = 0; i < epochs; i++)
        {
            await RunEpochAsync(cancellationToken);
        }
    }

    /// <summary>Runs epochs while something goes on, and two more after it.</summary>
    public async Task RunDuringAsync(Task disturbance, CancellationToken cancellationToken)
    {
        while (!disturbance.IsCompleted)
        {
            await RunEpochAsync(cancellationToken);
        }

        await RunAsync(2, cancellationToken);
    }

    private async Task RunEpochAsync(CancellationToken cancellationToken)
    {
        mode.Apply(options);
        IReadOnlyList<(long Id, string Name)> rows = mode.Rows(_epoch, RowsPerEpoch);
        for (int attempt = 0; ; attempt++)
        {
            Log.NextAttempt();
            LakebaseWriteException? failure = await TryAsync(rows, attempt, cancellationToken);
            await table.SettleAsync(Connections);
            await CheckAsync(rows, attempt, failure);
            if (failure is null)
            {
                _epoch++;
                return;
            }

            _failures.Add(failure);
            Assert.True(attempt < MaxAttempts, $"{mode}: epoch {_epoch} is never committed, at last because: {failure.Message}");
        }
    }

    // Whatever else a writer throws ends the test: Spark's users are promised one kind of exception.
    private async Task<LakebaseWriteException?> TryAsync(
        IReadOnlyList<(long Id, string Name)> rows, int attempt, CancellationToken cancellationToken)
    {
        string padding = new(' ', Padding);
        try
        {
            await using LakebaseWriter writer = new(Schema, options, time: null, Log, sources, _plans);
            await writer.OpenAsync(new WriterContext { QueryId = _queryId, QueryName = "stream", Epoch = _epoch, Attempt = attempt }, cancellationToken);
            foreach ((long Id, string Name)[] some in rows.Chunk(RowsAtOnce))
            {
                await writer.AppendAsync(some.Select(row => new object?[] { row.Id, row.Name + padding }), cancellationToken);
            }

            await writer.CompleteAsync(cancellationToken);
            return null;
        }
        catch (LakebaseWriteException failed)
        {
            Assert.True(failed.IsTransient, $"{mode}: a server or network at fault was called a fault of the data: {failed}");
            return failed;
        }
    }

    private async Task CheckAsync(IReadOnlyList<(long Id, string Name)> rows, int attempt, LakebaseWriteException? failure)
    {
        Dictionary<long, (string Name, long Count)> actual = await table.ReadAsync();
        int before = mode.Effect == StreamEffect.AppendOnce ? rows.Count(row => _content.ContainsKey(row.Id)) : 0;
        int committed = failure is null ? rows.Count : before + Log.Rows;
        foreach (int written in IsInDoubt(failure) ? [committed, committed + failure!.RowsInBatch] : (int[])[committed])
        {
            Dictionary<long, (string Name, long Count)> expected = mode.After(_content, rows.Take(written));
            if (expected.Count == actual.Count && expected.All(row => actual.TryGetValue(row.Key, out var there) && there == row.Value))
            {
                _content = actual;
                return;
            }
        }

        Assert.Fail($"{mode}: epoch {_epoch}, attempt {attempt} of {rows.Count} rows "
            + (failure is null ? "was committed" : $"failed after {committed} committed rows ({failure.Message})")
            + $", but the table does not hold that. {Difference(mode.After(_content, rows.Take(committed)), actual)}");
    }

    // Whether nobody knows how the commit of the last batch ended. Where it will be written again anyway, or the ledger knows whether it must
    // be, a failure need not say so.
    private bool IsInDoubt(LakebaseWriteException? failure) =>
        failure is not null && (failure.IsOutcomeUnknown || mode.Mode == WriteMode.Upsert || mode.Effect == StreamEffect.AppendOnce);

    private static string Difference(
        Dictionary<long, (string Name, long Count)> expected, Dictionary<long, (string Name, long Count)> actual)
    {
        IEnumerable<string> differences = expected.Keys.Union(actual.Keys).Order()
            .Select(id => (Id: id, Expected: expected.GetValueOrDefault(id), Actual: actual.GetValueOrDefault(id)))
            .Where(row => row.Expected != row.Actual)
            .Select(row => $"{row.Id}: {row.Actual.Count}× '{row.Actual.Name}' instead of {row.Expected.Count}× '{row.Expected.Name}'");
        return $"{differences.Count()} ids differ: {string.Join("; ", differences.Take(5))}";
    }
}
