namespace Lakebase.TestSupport.Spark;

/// <summary>Where the tests find this repository's own scripts and programs.</summary>
public static class Repository
{
    /// <summary>The folder of the solution file.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path in it.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LakebaseForeachWriter.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No LakebaseForeachWriter.sln above {AppContext.BaseDirectory}.");
    }
}
