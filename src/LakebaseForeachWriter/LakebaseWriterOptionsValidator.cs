using System.Globalization;
using Lakebase.Connections;
using Lakebase.Connections.Databricks;
using Lakebase.Schema;

namespace Lakebase;

/// <summary>Says everything that is wrong with options at once. Pure: looks at no environment, file or server.</summary>
internal static class LakebaseWriterOptionsValidator
{
    private const long MiB = 1024 * 1024;

    /// <summary>Throws unless the options can work.</summary>
    /// <exception cref="LakebaseOptionsException">They cannot; it names every problem.</exception>
    public static void ThrowIfInvalid(LakebaseWriterOptions options)
    {
        IReadOnlyList<string> problems = FindProblems(options);
        if (problems.Count > 0)
        {
            throw new LakebaseOptionsException(problems);
        }
    }

    /// <summary>Every reason why the options cannot work; empty if they can.</summary>
    public static IReadOnlyList<string> FindProblems(LakebaseWriterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> problems = [];
        CheckPlace(options, problems);
        CheckTable(options, problems);
        WriteRulesValidator.AddProblems(options, problems);
        CheckBatching(options, problems);
        CheckResilience(options, problems);
        DeliveryValidator.AddProblems(options, problems);
        return problems;
    }

    /// <summary>What works but should be done otherwise.</summary>
    public static IReadOnlyList<string> FindWarnings(LakebaseWriterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> warnings = [];
        if (options.Password is not null || ConnectionText.HasPassword(options.ConnectionString))
        {
            warnings.Add(
                "A password in the options becomes part of Spark's plan: prefer PGPASSWORD, PGPASSFILE or ConnectionStringFile on the executors.");
        }

        if (options.DatabricksToken is not null || options.DatabricksClientSecret is not null)
        {
            warnings.Add(
                "A token or client secret in the options becomes part of Spark's plan: prefer DATABRICKS_TOKEN, DATABRICKS_CLIENT_SECRET or a profile "
                + "on the executors.");
        }

        return warnings;
    }

    private static void CheckPlace(LakebaseWriterOptions options, List<string> problems)
    {
        string?[] connectionStrings =
            [options.ConnectionString, options.ConnectionStringEnvironmentVariable, options.ConnectionStringFile];
        if (connectionStrings.Count(text => text is not null) > 1)
        {
            problems.Add(
                "ConnectionString, ConnectionStringEnvironmentVariable and ConnectionStringFile exclude each other: set at most one.");
        }

        if (ConnectionText.FindProblem(options.ConnectionString) is { } problem)
        {
            problems.Add($"ConnectionString {problem}");
        }

        CheckLakebase(options, isPlaceNamed: options.Host is not null || connectionStrings.Any(text => text is not null), problems);
        CheckNotBlank(nameof(options.ConnectionStringEnvironmentVariable), options.ConnectionStringEnvironmentVariable, problems);
        CheckNotBlank(nameof(options.ConnectionStringFile), options.ConnectionStringFile, problems);
        CheckNotBlank(nameof(options.Host), options.Host, problems);
        CheckNotBlank(nameof(options.Database), options.Database, problems);
        CheckNotBlank(nameof(options.Username), options.Username, problems);
        if (options.Port is { } port)
        {
            CheckRange(nameof(options.Port), port, 1, 65_535, problems);
        }

        CheckRange(nameof(options.MaxConnections), options.MaxConnections, 1, 1_000, problems);
        if (options.ApplicationName is null || options.ApplicationName.Contains('\0', StringComparison.Ordinal))
        {
            problems.Add("ApplicationName must be text without NUL characters.");
        }
    }

    private static void CheckLakebase(LakebaseWriterOptions options, bool isPlaceNamed, List<string> problems)
    {
        if (options.LakebaseName is { } name)
        {
            if (LakebaseResource.FindProblem(name) is { } problem)
            {
                problems.Add($"LakebaseName {problem}");
            }

            if (isPlaceNamed)
            {
                problems.Add("LakebaseName excludes Host and the ConnectionString options: exactly one of them says where the database is.");
            }
        }

        if (options.DatabricksAuthType is not (null or "pat" or "oauth-m2m"))
        {
            problems.Add("DatabricksAuthType must be pat or oauth-m2m.");
        }

        if (!Enum.IsDefined(options.PooledHost))
        {
            problems.Add($"PooledHost must be one of {string.Join(", ", Enum.GetNames<PooledHost>())}.");
        }

        CheckNotBlank(nameof(options.DatabricksHost), options.DatabricksHost, problems);
        CheckNotBlank(nameof(options.DatabricksProfile), options.DatabricksProfile, problems);
        CheckNotBlank(nameof(options.DatabricksClientId), options.DatabricksClientId, problems);
        CheckNotBlank(nameof(options.DatabricksClientSecret), options.DatabricksClientSecret, problems);
        CheckNotBlank(nameof(options.DatabricksToken), options.DatabricksToken, problems);
    }

    private static void CheckTable(LakebaseWriterOptions options, List<string> problems)
    {
        if (string.IsNullOrWhiteSpace(options.Table))
        {
            problems.Add("Table is required: 'table' or 'schema.table'.");
        }
        else
        {
            try
            {
                QualifiedName.Parse(options.Table);
            }
            catch (FormatException malformed)
            {
                problems.Add($"Table: {malformed.Message}");
            }
        }

        if (!Enum.IsDefined(options.Mode))
        {
            problems.Add($"Mode must be one of {string.Join(", ", Enum.GetNames<WriteMode>())}.");
        }

        if (!Enum.IsDefined(options.ComplexTypes))
        {
            problems.Add($"ComplexTypes must be one of {string.Join(", ", Enum.GetNames<ComplexTypeHandling>())}.");
        }

        string[] keys = options.PrimaryKeys ?? [];
        if (options.Mode == WriteMode.Upsert && keys.Length == 0)
        {
            problems.Add("PrimaryKeys is required for Mode = Upsert: the columns that decide whether two rows are the same.");
        }

        if (keys.Any(string.IsNullOrEmpty))
        {
            problems.Add("PrimaryKeys holds an empty name.");
        }

        foreach (string twice in keys.GroupBy(key => key, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key))
        {
            problems.Add($"PrimaryKeys names '{twice}' more than once.");
        }
    }

    private static void CheckBatching(LakebaseWriterOptions options, List<string> problems)
    {
        CheckRange(nameof(options.BatchSize), options.BatchSize, 1, 1_000_000, problems);
        CheckRange(nameof(options.BatchInterval), options.BatchInterval, TimeSpan.Zero, TimeSpan.FromHours(1), problems);
        if (!Enum.IsDefined(options.FlushMode))
        {
            problems.Add($"FlushMode must be one of {string.Join(", ", Enum.GetNames<FlushMode>())}.");
        }

        if (options.FlushMode == FlushMode.WhenIdle
            && options.BatchInterval > TimeSpan.Zero
            && options.BatchInterval != LakebaseWriterOptions.DefaultBatchInterval)
        {
            problems.Add(
                $"FlushMode = WhenIdle lets no row wait, but BatchInterval is {options.BatchInterval}: leave out one of them.");
        }

        if (options.QueueCapacity is { } capacity && capacity < options.BatchSize)
        {
            problems.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"QueueCapacity is {capacity}: it must be at least BatchSize ({options.BatchSize}), or null for the default."));
        }

        CheckRange(nameof(options.QueueCapacityBytes), options.QueueCapacityBytes, MiB, 16 * 1024 * MiB, problems);
    }

    private static void CheckResilience(LakebaseWriterOptions options, List<string> problems)
    {
        TimeSpan second = TimeSpan.FromSeconds(1);
        CheckRange(nameof(options.MaxRetryAttempts), options.MaxRetryAttempts, 0, 100, problems);
        CheckRange(nameof(options.MaxRetryDuration), options.MaxRetryDuration, second, TimeSpan.FromDays(1), problems);
        CheckRange(nameof(options.RetryDelay), options.RetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1), problems);
        if (options.MaxRetryDelay < options.RetryDelay || options.MaxRetryDelay > TimeSpan.FromMinutes(10))
        {
            problems.Add($"MaxRetryDelay is {options.MaxRetryDelay}: it must lie between RetryDelay ({options.RetryDelay}) and 00:10:00.");
        }

        CheckRange(nameof(options.ConnectTimeout), options.ConnectTimeout, second, TimeSpan.FromMinutes(10), problems);
        CheckRange(nameof(options.FlushTimeout), options.FlushTimeout, second, TimeSpan.FromDays(1), problems);
        CheckRange(nameof(options.CloseTimeout), options.CloseTimeout, second, TimeSpan.FromDays(1), problems);
    }

    private static void CheckNotBlank(string name, string? value, List<string> problems)
    {
        if (value is not null && string.IsNullOrWhiteSpace(value))
        {
            problems.Add($"{name} is blank: leave it null, or give it a value.");
        }
    }

    private static void CheckRange<T>(string name, T value, T least, T most, List<string> problems)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}: it must lie between {least} and {most}."));
        }
    }
}
