namespace Lakebase.Examples;

/// <summary>The repository that this program was built in; a copy on a cluster has none.</summary>
public static class Repository
{
    public static string? Folder { get; } = Find();

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LakebaseForeachWriter.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
