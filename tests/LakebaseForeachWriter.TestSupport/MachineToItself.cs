using Xunit;

namespace Lakebase.TestSupport;

/// <summary>
/// An assembly fixture that keeps heavy suites apart: `dotnet test` starts all test projects at once, and a suite that promises "within
/// two seconds" must not be measured while another one has the processors. Whoever holds the lock file runs; the others wait.
/// </summary>
public sealed class MachineToItself : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    private FileStream? _lock;

    public async ValueTask InitializeAsync()
    {
        string path = Path.Combine(Path.GetTempPath(), $"lakebase-tests-{Environment.UserName}.lock");
        await Task.Run(() => Eventually.Holds(() => TryLock(path), Patience, "the end of the other test suites on this machine"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_lock is not null)
        {
            await _lock.DisposeAsync();
        }
    }

    private bool TryLock(string path)
    {
        try
        {
            _lock = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
