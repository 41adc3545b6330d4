using System.Globalization;
using Npgsql;

namespace Lakebase.SparkTests.SyncedTables;

/// <summary>A copy of <see cref="DeltaHistory"/>'s table up to a version.</summary>
internal sealed class DeltaCopy
{
    private const string Log = "_delta_log";

    private readonly string _history;

    public DeltaCopy(string history, string path, int version)
    {
        (_history, Path, Version) = (history, path, version);
        foreach (string file in Directory.EnumerateFiles(history, "*", SearchOption.AllDirectories))
        {
            string name = System.IO.Path.GetRelativePath(history, file);
            if (!name.StartsWith(Log, StringComparison.Ordinal))
            {
                string copy = System.IO.Path.Combine(path, name);
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }

        Directory.CreateDirectory(System.IO.Path.Combine(path, Log));
        for (int one = 0; one <= version; one++)
        {
            AddToLog(one);
        }
    }

    public string Path { get; }

    /// <summary>The latest version.</summary>
    public int Version { get; private set; }

    /// <summary>The next version becomes the latest.</summary>
    public void Commit() => AddToLog(++Version);

    /// <summary>Fails with rows that only one side has.</summary>
    public async Task AssertEqualAsync(NpgsqlConnection connection, string target, string name)
    {
        await using NpgsqlCommand command = new($"SELECT concat_ws('|', id, v, padding) FROM {target} ORDER BY id", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        List<string> there = [];
        while (await reader.ReadAsync())
        {
            there.Add(reader.GetString(0));
        }

        string padding = new('x', 50);
        IEnumerable<int> ids = Enumerable.Range(Version, DeltaHistory.Rows);
        string[] wanted = [.. ids.Select(id => string.Create(CultureInfo.InvariantCulture, $"{id}|{Version}|{padding}"))];
        string missing = string.Join(" / ", wanted.Except(there).Take(3));
        string tooMany = string.Join(" / ", there.Except(wanted).Take(3));
        Assert.True(wanted.SequenceEqual(there), $"{name}: {there.Count} rows. Missing: {missing}. Too many: {tooMany}");
    }

    // The entry appears at once, as a commit does.
    private void AddToLog(int version)
    {
        string name = $"{version:D20}.json";
        string temporary = System.IO.Path.Combine(Path, $"{name}.next");
        File.Copy(System.IO.Path.Combine(_history, Log, name), temporary);
        File.SetLastWriteTimeUtc(temporary, DateTime.UtcNow);
        File.Move(temporary, System.IO.Path.Combine(Path, Log, name));
    }
}
