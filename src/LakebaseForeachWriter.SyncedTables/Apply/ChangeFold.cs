using Lakebase.Schema;
using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.Source;

namespace Lakebase.SyncedTables.Apply;

/// <summary>
/// The statements that apply a stage without a timeseries key. Pure. The stage's rows of a key are folded to how many rows more the key has
/// after the range (net) and what the last row about it says; net and last together tell an insert from an update, and a key that the
/// source has twice.
/// </summary>
internal sealed class ChangeFold(TargetLayout layout, QualifiedName stage)
{
    // What is to be done about a key, as a column with statistics: of an expression of net and last the planner would guess a share of
    // half a percent, and look up a million rows one by one.
    private const string Delete = "'D'";
    private const string Update = "'U'";
    private const string Insert = "'I'";
    private const string Twin = "'2'";

    private readonly string _target = layout.Target.Name.ToSql();
    private readonly string _stage = stage.ToSql();
    private readonly string _names = SqlIdentifier.QuoteAll(layout.Columns.Select(column => column.Name));

    /// <summary>Where the folded keys are.</summary>
    public QualifiedName Fold { get; } = QualifiedName.Of(stage.Schema, stage.Name + "_fold");

    /// <summary>
    /// Folds the stage. A key that is gone afterwards had a row more before, or came and went; one that is there had as many, or one less.
    /// </summary>
    public string CreateSql => $"""
        CREATE UNLOGGED TABLE {Fold.ToSql()} WITH (autovacuum_enabled = false) AS
        SELECT {KeySql.Columns(layout, "k")}, _lakebase_last, (CASE
            WHEN _lakebase_last % 2 = 0 AND _lakebase_net IN (0, -1) THEN {Delete}
            WHEN _lakebase_last % 2 = 1 AND _lakebase_net = 0 THEN {Update}
            WHEN _lakebase_last % 2 = 1 AND _lakebase_net = 1 THEN {Insert}
            ELSE {Twin} END)::"char" AS _lakebase_action
        FROM (SELECT {KeySql.Columns(layout, "s")}, sum(CASE WHEN {ChangeColumns.Order} % 2 = 1 THEN 1 ELSE -1 END) AS _lakebase_net,
                     max({ChangeColumns.Order}) AS _lakebase_last
              FROM {_stage} s GROUP BY {KeySql.Columns(layout, "s")}) k
        """;

    /// <summary>Counts: keys that cannot be, inserts, updates.</summary>
    public string CountSql => $"""
        SELECT count(*) FILTER (WHERE {Is(Twin)}), count(*) FILTER (WHERE {Is(Insert)}), count(*) FILTER (WHERE {Is(Update)})
        FROM {Fold.ToSql()} f
        """;

    /// <summary>Deletes the keys that are gone.</summary>
    public string DeleteSql => $"DELETE FROM {_target} t USING {Fold.ToSql()} f WHERE {Is(Delete)} AND {KeySql.Same(layout, "t", "f")}";

    /// <summary>Changes the keys that were there before and are there afterwards; null if there is nothing but the key.</summary>
    public string? UpdateSql => !layout.Others.Any()
        ? null
        : $"UPDATE {_target} t SET {KeySql.SetLoaded(layout, "s")} FROM {Fold.ToSql()} f JOIN {_stage} s ON {LastRow} "
            + $"WHERE {Is(Update)} AND {KeySql.Same(layout, "t", "f")}";

    /// <summary>Inserts the keys that are new.</summary>
    public string InsertSql =>
        InsertWhere(Is(Insert)) + $" ON CONFLICT ({SqlIdentifier.QuoteAll(layout.Keys.Select(key => key.Name))}) DO NOTHING";

    /// <summary>Inserts keys that should have been there to be changed.</summary>
    public string RepairSql =>
        InsertWhere($"{Is(Update)} AND NOT EXISTS (SELECT FROM {_target} t WHERE {KeySql.Same(layout, "t", "f")})");

    /// <summary>Deletes all keys that the range is about.</summary>
    public string DeleteAllSql => $"DELETE FROM {_target} t USING {Fold.ToSql()} f WHERE {KeySql.Same(layout, "t", "f")}";

    /// <summary>Inserts all keys that are there after the range.</summary>
    public string InsertAllSql => InsertWhere($"f._lakebase_action IN ({Update}, {Insert})");

    private string LastRow => $"{KeySql.Same(layout, "s", "f")} AND s.{ChangeColumns.Order} = f._lakebase_last";

    private static string Is(string action) => $"f._lakebase_action = {action}";

    private string InsertWhere(string which) =>
        $"INSERT INTO {_target} ({_names}) {KeySql.Overriding}SELECT {KeySql.Loaded(layout, "s")} "
        + $"FROM {Fold.ToSql()} f JOIN {_stage} s ON {LastRow} WHERE {which}";
}
