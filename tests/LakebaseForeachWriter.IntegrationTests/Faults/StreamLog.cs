using System.Collections.Concurrent;
using Lakebase.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Lakebase.IntegrationTests.Faults;

/// <summary>What writers say about their batches: rows committed, tries repeated and why. Thread-safe.</summary>
internal sealed class StreamLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _retries = new();
    private int _rows;
    private int _batches;

    /// <summary>Rows committed since the last <see cref="NextAttempt"/>.</summary>
    public int Rows => Volatile.Read(ref _rows);

    /// <summary>Batches committed so far.</summary>
    public int Batches => Volatile.Read(ref _batches);

    /// <summary>Why tries were repeated: SQLSTATE, or the name of the exception.</summary>
    public IReadOnlyCollection<string> Retries => [.. _retries];

    /// <summary>Counts rows from zero.</summary>
    public void NextAttempt() => Volatile.Write(ref _rows, 0);

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        IReadOnlyList<KeyValuePair<string, object?>> values = (IReadOnlyList<KeyValuePair<string, object?>>)state!;
        switch (eventId.Id)
        {
            case LogEvents.BatchWritten:
                Interlocked.Add(ref _rows, (int)values.First(value => value.Key == "Rows").Value!);
                Interlocked.Increment(ref _batches);
                break;
            case LogEvents.BatchRetrying:
                _retries.Enqueue((string)values.First(value => value.Key == "SqlState").Value!);
                break;
            case LogEvents.OpenRetrying:
                _retries.Enqueue((string)values.First(value => value.Key == "Reason").Value!);
                break;
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }
}
