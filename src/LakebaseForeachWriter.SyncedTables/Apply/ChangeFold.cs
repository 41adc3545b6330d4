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
    private readonly string _target = layout.Target.Name.ToSql();
    private readonly string _stage = stage.ToSql();
    private readonly string _names = SqlIdentifier.QuoteAll(layout.Columns.Select(column => column.Name));

    /// <summary>Where the folded keys are.</summary>
    public QualifiedName Fold { get; } = QualifiedName.Of(stage.Schema, stage.Name + "_fold");

    /// <summary>Folds the stage.</summary>
    public string CreateSql => $"""
        CREATE UNLOGGED TABLE {Fold.ToSql()} WITH (autovacuum_enabled = false) AS
        SELECT {KeySql.Columns(layout, "s")}, sum(CASE WHEN {ChangeColumns.Order} % 2 = 1 THEN 1 ELSE -1 END)::integer AS _lakebase_net, max({ChangeColumns.Order}) AS _lakebase_last
        FROM {_stage} s GROUP BY {KeySql.Columns(layout, "s")}
        """;

    /// <summary>Counts: keys that cannot be, inserts, updates.</summary>
    public string CountSql => $"""
        SELECT count(*) FILTER (WHERE NOT (_lakebase_net = 0 OR (_lakebase_net = 1 AND _lakebase_last % 2 = 1) OR (_lakebase_net = -1 AND _lakebase_last % 2 = 0))),
               count(*) FILTER (WHERE _lakebase_net = 1), count(*) FILTER (WHERE _lakebase_net = 0 AND _lakebase_last % 2 = 1)
        FROM {Fold.ToSql()}
        """;

    /// <summary>Deletes the keys that are gone.</summary>
    public string DeleteSql => $"DELETE FROM {_target} t USING {Fold.ToSql()} f WHERE f._lakebase_last % 2 = 0 AND {KeySql.Same(layout, "t", "f")}";

    /// <summary>Changes the keys that were there before and are there afterwards; null if there is nothing but the key.</summary>
    public string? UpdateSql => !layout.Others.Any()
        ? null
        : $"UPDATE {_target} t SET {KeySql.SetLoaded(layout, "s")} FROM {Fold.ToSql()} f JOIN {_stage} s ON {LastRow} "
            + $"WHERE f._lakebase_net = 0 AND f._lakebase_last % 2 = 1 AND {KeySql.Same(layout, "t", "f")}";

    /// <summary>Inserts the keys that are new.</summary>
    public string InsertSql => Insert("f._lakebase_net = 1") + $" ON CONFLICT ({SqlIdentifier.QuoteAll(layout.Keys.Select(key => key.Name))}) DO NOTHING";

    /// <summary>Inserts keys that should have been there to be changed.</summary>
    public string RepairSql => Insert($"f._lakebase_net = 0 AND f._lakebase_last % 2 = 1 AND NOT EXISTS (SELECT FROM {_target} t WHERE {KeySql.Same(layout, "t", "f")})");

    /// <summary>Deletes all keys that the range is about.</summary>
    public string DeleteAllSql => $"DELETE FROM {_target} t USING {Fold.ToSql()} f WHERE {KeySql.Same(layout, "t", "f")}";

    /// <summary>Inserts all keys that are there after the range.</summary>
    public string InsertAllSql => Insert("f._lakebase_last % 2 = 1");

    private string LastRow => $"{KeySql.Same(layout, "s", "f")} AND s.{ChangeColumns.Order} = f._lakebase_last";

    private string Insert(string which) =>
        $"INSERT INTO {_target} ({_names}) {KeySql.Overriding}SELECT {KeySql.Loaded(layout, "s")} FROM {Fold.ToSql()} f JOIN {_stage} s ON {LastRow} WHERE {which}";
}
