using Lakebase.Diagnostics;
using Lakebase.Preflight;
using Lakebase.Schema;
using Microsoft.Extensions.Logging;

namespace Lakebase.Spark;

/// <summary>The pre-flight as the driver sees it: problems throw, warnings are logged.</summary>
internal static class WriterValidation
{
    /// <summary>Looks at the database.</summary>
    /// <exception cref="SchemaMismatchException">The rows cannot be written to the table; all problems are listed.</exception>
    public static void Run(SourceSchema schema, LakebaseWriterOptions options, ConnectionDemand demand)
    {
        ILogger logger = Log.CreateLogger(typeof(WriterPreflight).FullName!);
        PreflightReport report = BlockingSeam.Wait(WriterPreflight.RunAsync(schema, options, demand, logger, CancellationToken.None));
        foreach (string warning in report.Warnings)
        {
            logger.PreflightWarning(warning);
        }

        if (report.Problems.Count > 0)
        {
            throw new SchemaMismatchException($"The rows cannot be written to {options.Table}:", report.Problems);
        }
    }

    /// <summary>
    /// Before a query starts. What stands only in the executors' environment or files cannot be looked at from here: a warning says so, and
    /// the executors find out.
    /// </summary>
    public static void RunBeforeStart(SourceSchema schema, LakebaseWriterOptions options, ConnectionDemand demand)
    {
        try
        {
            Run(schema, options, demand);
        }
        catch (LakebaseOptionsException unresolved)
        {
            Log.CreateLogger(typeof(WriterPreflight).FullName!).PreflightWarning(
                $"{options.Table} was not looked at before the start: {string.Join(" ", unresolved.Problems)} The executors will see.");
        }
    }

    private static ILoggerFactory Log => ExecutorLog.Loggers;
}
