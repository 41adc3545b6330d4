using System.Globalization;

namespace Microsoft.Spark;

/// <summary>Settings of a Spark application, as pairs of key and value.</summary>
/// <remarks>Kept in .NET and handed to Spark by <see cref="Sql.Builder.Config(SparkConf)"/>. Not thread-safe.</remarks>
public sealed class SparkConf
{
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);

    /// <summary>Creates settings. Spark's own defaults are added by Spark itself, when the session starts.</summary>
    /// <param name="loadDefaults">Accepted for source compatibility.</param>
    public SparkConf(bool loadDefaults = true)
    {
        _ = loadDefaults;
    }

    internal SparkConf(IEnumerable<KeyValuePair<string, string>> settings)
    {
        foreach (var (key, value) in settings)
        {
            _settings[key] = value;
        }
    }

    /// <summary>The master URL, such as <c>local[4]</c>.</summary>
    public SparkConf SetMaster(string master) => Set("spark.master", master);

    /// <summary>The application's name, shown in Spark's web UI.</summary>
    public SparkConf SetAppName(string appName) => Set("spark.app.name", appName);

    /// <summary>The location of Spark on the worker machines.</summary>
    public SparkConf SetSparkHome(string sparkHome) => Set("spark.home", sparkHome);

    /// <summary>Sets a value.</summary>
    public SparkConf Set(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        _settings[key] = value;
        return this;
    }

    /// <summary>A value, or the default when the key is not set.</summary>
    public string Get(string key, string defaultValue) => _settings.GetValueOrDefault(key, defaultValue);

    /// <summary>A value as a number, or the default when the key is not set.</summary>
    /// <exception cref="FormatException">The value is not a number.</exception>
    public int GetInt(string key, int defaultValue) =>
        _settings.TryGetValue(key, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : defaultValue;

    /// <summary>All settings.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> GetAll() => [.. _settings];
}
