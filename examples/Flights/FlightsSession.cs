using Lakebase.Examples;
using Microsoft.Spark.Sql;

namespace Flights;

/// <summary>The Spark session of this program, or the reason why it runs without one.</summary>
internal static class FlightsSession
{
    private const string Name = "flights";

    /// <summary>Whether the rows go through Spark; says why if they do not.</summary>
    /// <exception cref="SetupException">Spark was asked for by version, or is misconfigured, and cannot be had.</exception>
    public static async Task<bool> FindAsync(FlightsOptions options, CancellationToken cancellationToken)
    {
        if (SparkRuntime.StartedBySparkSubmit)
        {
            return options is { NoSpark: false, SparkVersion: null }
                ? true
                : throw new SetupException("--spark and --no-spark make no sense under spark-submit, which has started Spark already.");
        }

        if (options.NoSpark)
        {
            return false;
        }

        string? missing = await SparkRuntime.FindAsync(options.SparkVersion, cancellationToken);
        if (missing is null)
        {
            return true;
        }

        if (options.SparkVersion is not null)
        {
            throw new SetupException($"Spark {options.SparkVersion} cannot run here: {missing}.");
        }

        Console.WriteLine($"Spark cannot run here ({missing}), so the same rows go through the same writer without it.");
        return false;
    }

    /// <summary>The session, and with it Spark, unless spark-submit has started that.</summary>
    public static SparkSession Start() => SparkRuntime.StartSession(Name);

    /// <exception cref="SetupException">The program runs in a cluster.</exception>
    public static void RefuseOnCluster(string what) => SparkRuntime.RefuseOnCluster(Name, what);
}
