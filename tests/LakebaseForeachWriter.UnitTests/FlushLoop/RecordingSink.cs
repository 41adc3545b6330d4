using System.Buffers.Binary;
using System.Threading.Channels;
using Lakebase.Buffering;

namespace Lakebase.UnitTests.FlushLoop;

/// <summary>Takes batches as a database would, and can be slow or broken.</summary>
internal sealed class RecordingSink
{
    private readonly Channel<int[]> _flushed = Channel.CreateUnbounded<int[]>();
    private readonly SemaphoreSlim _started = new(0);
    private readonly SemaphoreSlim _failed = new(0);
    private readonly List<int[]> _all = [];
    private TaskCompletionSource _gate = Open();
    private bool _answersToCancellation = true;
    private Exception? _error;
    private int _inFlight;

    public List<int[]> Flushed
    {
        get
        {
            lock (_all)
            {
                return [.. _all];
            }
        }
    }

    public int InFlight => Volatile.Read(ref _inFlight);

    public int MostInFlight { get; private set; }

    public void Hold(bool answersToCancellation = true)
    {
        _answersToCancellation = answersToCancellation;
        _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void LetGo() => _gate.TrySetResult();

    public void FailWith(Exception error) => _error = error;

    public Task StartedAsync() => _started.WaitAsync(TestContext.Current.CancellationToken);

    public Task FailedAsync() => _failed.WaitAsync(TestContext.Current.CancellationToken);

    public ValueTask<int[]> NextAsync() => _flushed.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async Task FlushesAsync(params int[] rows) => Assert.Equal(rows, await NextAsync());

    public async ValueTask FlushAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        MostInFlight = Math.Max(MostInFlight, Interlocked.Increment(ref _inFlight));
        try
        {
            _started.Release();
            await _gate.Task.WaitAsync(_answersToCancellation ? cancellationToken : CancellationToken.None);
            if (_error is not null)
            {
                _failed.Release();
                throw _error;
            }

            int[] rows = [.. Enumerable.Range(0, batch.RowCount)
                .Select(row => (int)BinaryPrimitives.ReadInt64BigEndian(batch.Columns[0].Value(row)))];
            lock (_all)
            {
                _all.Add(rows);
            }

            _flushed.Writer.TryWrite(rows);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private static TaskCompletionSource Open()
    {
        TaskCompletionSource gate = new();
        gate.SetResult();
        return gate;
    }
}
