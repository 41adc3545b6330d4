using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Spark.Sql;

namespace Lakebase.Worker;

/// <summary>What the application wants done in its workers: see <see cref="WorkerStartupAttribute"/>.</summary>
internal sealed class ApplicationStartup : IDisposable
{
    /// <summary>Part of the five seconds that a worker has to end.</summary>
    private static readonly TimeSpan DisposePatience = TimeSpan.FromSeconds(1);

    private readonly object? _startup;
    private readonly TextWriter _log;

    private ApplicationStartup(object? startup, TextWriter log)
    {
        _startup = startup;
        _log = log;
    }

    /// <summary>Makes the class that the application's assembly names, if it names one.</summary>
    /// <param name="assemblyName">The application's assembly; null if the worker was started without it.</param>
    /// <param name="log">Told what failed.</param>
    /// <param name="application">What was made; disposed at the worker's end.</param>
    /// <returns>False if it could not be made.</returns>
    public static bool TryRun(string? assemblyName, TextWriter log, [NotNullWhen(true)] out ApplicationStartup? application)
    {
        try
        {
            Type? type = assemblyName is null
                ? null
                : Assembly.Load(new AssemblyName(assemblyName)).GetCustomAttribute<WorkerStartupAttribute>()?.Type;
            application = new ApplicationStartup(type is null ? null : Activator.CreateInstance(type), log);
            return true;
        }
        catch (Exception failed)
        {
            log.WriteLine($"The WorkerStartup of {assemblyName} could not be made: {(failed as TargetInvocationException)?.InnerException ?? failed}");
            application = null;
            return false;
        }
    }

    /// <summary>Disposes what it made; it does not wait longer than the worker may take to end.</summary>
    public void Dispose()
    {
        if (_startup is not IDisposable disposable)
        {
            return;
        }

        try
        {
            Task.Run(disposable.Dispose).Wait(DisposePatience);
        }
        catch (AggregateException failed)
        {
            _log.WriteLine($"The application's WorkerStartup failed to end: {failed.InnerException}");
        }
    }
}
