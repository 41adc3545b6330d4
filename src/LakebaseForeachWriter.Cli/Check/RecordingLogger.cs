using Lakebase.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Lakebase.Cli.Check;

/// <summary>Keeps what the pre-flight makes, which a rehearsal rolls back, and what it warns of.</summary>
internal sealed class RecordingLogger : ILogger
{
    /// <summary>What the writer would do before it writes, one sentence each.</summary>
    public List<string> Changes { get; } = [];

    /// <inheritdoc />
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc />
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    /// <inheritdoc />
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            return;
        }

        string Value(string name) => values.FirstOrDefault(value => value.Key == name).Value?.ToString() ?? "";
        switch (eventId.Id)
        {
            case LogEvents.TableCreated:
                Changes.Add($"There is no table {Value("Table")} yet: the writer will create it (CreateTable).");
                break;
            case LogEvents.ColumnsAdded:
                Changes.Add($"The table {Value("Table")} lacks columns: the writer will add {Value("Columns")} (AddColumns).");
                break;
        }
    }
}
