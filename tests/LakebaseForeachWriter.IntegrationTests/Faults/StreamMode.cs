using Lakebase.TestSupport.Faults;

namespace Lakebase.IntegrationTests.Faults;

/// <summary>What writing a row does to a table.</summary>
internal enum StreamEffect
{
    /// <summary>One more row, whatever is there.</summary>
    Append,

    /// <summary>The row of that id is replaced.</summary>
    Overwrite,

    /// <summary>A row of that id stays as it is.</summary>
    KeepFirst,

    /// <summary>One more row, but only once for each row of the stream: its place in the ledger says which are there.</summary>
    AppendOnce,
}

/// <summary>A way to write a stream, and what it does to the table.</summary>
/// <param name="Name">What tests call it.</param>
/// <param name="Mode">The option.</param>
/// <param name="Effect">What a row does to the table.</param>
/// <param name="Path">The path that it is forced to.</param>
internal sealed record StreamMode(string Name, WriteMode Mode, StreamEffect Effect, WritePath Path = WritePath.Automatic)
{
    /// <summary>All of them, each on each path that its batches can take.</summary>
    public static readonly IReadOnlyList<StreamMode> All =
    [
        new("insert", WriteMode.Insert, StreamEffect.Append),
        new("staged insert", WriteMode.Insert, StreamEffect.Append, WritePath.Staged),
        new("insert or do nothing", WriteMode.Insert, StreamEffect.KeepFirst),
        new("upsert", WriteMode.Upsert, StreamEffect.Overwrite),
        new("staged upsert", WriteMode.Upsert, StreamEffect.Overwrite, WritePath.Staged),
        new("bulk-insert", WriteMode.BulkInsert, StreamEffect.Append),
        new("insert with ledger", WriteMode.Insert, StreamEffect.AppendOnce),
        new("staged insert with ledger", WriteMode.Insert, StreamEffect.AppendOnce, WritePath.Staged),
        new("bulk-insert with ledger", WriteMode.BulkInsert, StreamEffect.AppendOnce),
    ];

    /// <summary>Messages that a stream's connections exchange in this mode, and about how many of each; what all modes have in common comes
    /// once.</summary>
    public IReadOnlyList<(MessageKind Kind, string Text, int Most)> Messages => (Mode, Path) switch
    {
        (WriteMode.BulkInsert, _) => [.. Common, .. Copy],
        (_, WritePath.Staged) => [.. Common, .. Copy, .. Transaction],
        _ => [.. Common, .. Statement, .. Statement],
    };

    private static (MessageKind Kind, string Text, int Most)[] Common =>
    [
        (MessageKind.Startup, "", 1), (MessageKind.Authentication, "", 3), (MessageKind.Parse, "", 4), (MessageKind.Bind, "", 4),
        (MessageKind.Sync, "", 4), (MessageKind.ReadyForQuery, "", 8), (MessageKind.CommandComplete, "", 8), (MessageKind.Terminate, "", 1),
    ];

    private static (MessageKind Kind, string Text, int Most)[] Statement =>
    [
        (MessageKind.Parse, "INSERT", 2), (MessageKind.Bind, "", 12), (MessageKind.Execute, "", 12), (MessageKind.Sync, "", 12),
        (MessageKind.BindComplete, "", 12), (MessageKind.CommandComplete, "INSERT", 8), (MessageKind.ReadyForQuery, "", 12),
    ];

    private static (MessageKind Kind, string Text, int Most)[] Copy =>
    [
        (MessageKind.Query, "COPY", 6), (MessageKind.CopyInResponse, "", 6), (MessageKind.CopyData, "", 8), (MessageKind.CopyDone, "", 6),
        (MessageKind.CopyDone, "", 6), (MessageKind.CommandComplete, "COPY", 8), (MessageKind.ReadyForQuery, "", 12),
    ];

    private static (MessageKind Kind, string Text, int Most)[] Transaction =>
    [
        (MessageKind.Query, "BEGIN", 6), (MessageKind.Query, "COMMIT", 6), (MessageKind.Query, "COMMIT", 6), (MessageKind.CommandComplete, "COMMIT", 6),
        (MessageKind.CommandComplete, "COMMIT", 6), (MessageKind.Parse, "INSERT", 2),
    ];

    /// <summary>The table's columns.</summary>
    public string Columns => HasKey ? "id bigint PRIMARY KEY, name text" : "id bigint, name text";

    private bool HasKey => Effect is StreamEffect.Overwrite or StreamEffect.KeepFirst;

    /// <summary>Sets what makes the mode.</summary>
    public void Apply(LakebaseWriterOptions options)
    {
        options.Mode = Mode;
        options.WritePath = Path;
        options.PrimaryKeys = HasKey ? ["id"] : [];
        options.LedgerTable = Effect == StreamEffect.AppendOnce ? $"{options.Table.TrimEnd('"')}_ledger\"" : null;
        options.OnConflict = Effect == StreamEffect.KeepFirst ? ConflictAction.DoNothing : options.OnConflict;
    }

    /// <summary>
    /// An epoch's rows, the same each time. Where ids are keys, half of them are the epoch's before, and none comes twice within an epoch:
    /// what a lost connection still does on the server would have no order against the batches after it.
    /// </summary>
    public IReadOnlyList<(long Id, string Name)> Rows(long epoch, int count)
    {
        long first = epoch * (HasKey ? count / 2 : count);
        return [.. Enumerable.Range(0, count).Select(i => (first + i, $"epoch {epoch}"))];
    }

    /// <summary>The table after these rows: names and how often they are there, by id.</summary>
    public Dictionary<long, (string Name, long Count)> After(
        IReadOnlyDictionary<long, (string Name, long Count)> before, IEnumerable<(long Id, string Name)> rows)
    {
        Dictionary<long, (string Name, long Count)> table = new(before);
        foreach ((long id, string name) in rows)
        {
            table[id] = (Effect, table.TryGetValue(id, out (string Name, long Count) there)) switch
            {
                (StreamEffect.Append, true) => (name, there.Count + 1),
                (StreamEffect.KeepFirst or StreamEffect.AppendOnce, true) => there,
                _ => (name, 1),
            };
        }

        return table;
    }

    public override string ToString() => Name;
}
