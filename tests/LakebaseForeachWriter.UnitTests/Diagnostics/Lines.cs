using Microsoft.Extensions.Logging;

namespace Lakebase.UnitTests.Diagnostics;

/// <summary>The lines of a log, as users see them.</summary>
internal sealed class Lines : ILogger
{
    public List<string> All { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel level, EventId id, TState state, Exception? error, Func<TState, Exception?, string> format) =>
        All.Add(format(state, error));
}
