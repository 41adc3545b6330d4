namespace Microsoft.Spark.Launch;

/// <summary>
/// The folder in which a starting JVM writes down its gateway's port and secret. It is gone once the address has been read, and also
/// when the application ends before that: a JVM that cannot write there ends as well.
/// </summary>
internal sealed class GatewayFolder : IDisposable
{
    // Mode 0700: the secret is for this user alone.
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lakebase-spark-");

    public GatewayFolder() => AppDomain.CurrentDomain.ProcessExit += DeleteAtExit;

    /// <summary>Where the JVM writes.</summary>
    public string File => Path.Combine(_folder.FullName, "gateway");

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= DeleteAtExit;
        DeleteAtExit(null, EventArgs.Empty);
    }

    private void DeleteAtExit(object? sender, EventArgs e)
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // Deleted already, or the JVM was just writing into it.
        }
    }
}
