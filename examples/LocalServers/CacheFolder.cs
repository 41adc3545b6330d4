namespace Lakebase.LocalServers;

/// <summary>
/// Where things that were fetched once are kept: <c>${XDG_CACHE_HOME:-$HOME/.cache}/lakebase-foreachwriter</c>, the folder that
/// <c>spark-submit/get-spark</c> uses as well.
/// </summary>
public static class CacheFolder
{
    /// <summary>The folder of one kind of them, such as <c>kafka</c>.</summary>
    public static string Of(string kind)
    {
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(cache))
        {
            cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        }

        return Path.Combine(cache, "lakebase-foreachwriter", kind);
    }
}
