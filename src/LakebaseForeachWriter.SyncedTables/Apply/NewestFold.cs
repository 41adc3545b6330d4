using Lakebase.Schema;
using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.Source;

namespace Lakebase.SyncedTables.Apply;

/// <summary>
/// The statements that apply a stage with a timeseries key: the source may have several rows of a key, the target the newest. Pure. Where
/// the range deletes the row that the target has and brings no newer one, only the source knows what is the newest now: such keys are read
/// again.
/// </summary>
internal sealed class NewestFold(TargetLayout layout, QualifiedName stage)
{
    private readonly string _target = layout.Target.Name.ToSql();
    private readonly string _stage = stage.ToSql();
    private readonly string _names = SqlIdentifier.QuoteAll(layout.Columns.Select(column => column.Name));
    private readonly string _time = SqlIdentifier.Quote(layout.Timeseries!.Name);

    /// <summary>Where the folded rows are, by key and time.</summary>
    public QualifiedName Fold { get; } = QualifiedName.Of(stage.Schema, stage.Name + "_fold");

    /// <summary>What is to be done about each key.</summary>
    public QualifiedName Decisions { get; } = QualifiedName.Of(stage.Schema, stage.Name + "_keys");

    /// <summary>The rows that were read again.</summary>
    public QualifiedName ReadAgain { get; } = QualifiedName.Of(stage.Schema, stage.Name + "_again");

    /// <summary>Folds the stage by key and time.</summary>
    public string CreateSql => $"""
        CREATE UNLOGGED TABLE {Fold.ToSql()} WITH (autovacuum_enabled = false) AS
        SELECT {KeySql.Columns(layout, "s")}, {_time}, sum(CASE WHEN {ChangeColumns.Order} % 2 = 1 THEN 1 ELSE -1 END)::integer AS _lakebase_net,
               max({ChangeColumns.Order}) AS _lakebase_last
        FROM {_stage} s GROUP BY {KeySql.Columns(layout, "s")}, {_time}
        """;

    /// <summary>Counts rows of one key and one time that the source has twice.</summary>
    public string CountTwinsSql =>
        $"SELECT count(*) FROM {Fold.ToSql()} WHERE NOT (_lakebase_net = 0 OR (_lakebase_net = 1 AND _lakebase_last % 2 = 1) OR (_lakebase_net = -1 AND _lakebase_last % 2 = 0))";

    /// <summary>Decides about each key: upsert, again, or keep.</summary>
    public string DecideSql => $"""
        CREATE UNLOGGED TABLE {Decisions.ToSql()} WITH (autovacuum_enabled = false) AS
        SELECT {KeySql.Columns(layout, "k")}, n.{_time}, n._lakebase_last, t.ctid IS NOT NULL AS _lakebase_there,
            CASE WHEN n._lakebase_last IS NOT NULL AND (t.ctid IS NULL OR t.{_time} IS NULL OR n.{_time} >= t.{_time}) THEN 'upsert'
                 WHEN EXISTS (SELECT FROM {Fold.ToSql()} g WHERE {KeySql.Same(layout, "g", "t")} AND g.{_time} IS NOT DISTINCT FROM t.{_time}
                              AND g._lakebase_last % 2 = 0) THEN 'again'
                 ELSE 'keep' END AS _lakebase_action
        FROM (SELECT DISTINCT {KeySql.Columns(layout, "f")} FROM {Fold.ToSql()} f) k
        LEFT JOIN (SELECT DISTINCT ON ({KeySql.Columns(layout, "f")}) * FROM {Fold.ToSql()} f WHERE _lakebase_last % 2 = 1
                   ORDER BY {KeySql.Columns(layout, "f")}, {_time} DESC NULLS LAST) n ON {KeySql.Same(layout, "n", "k")}
        LEFT JOIN {_target} t ON {KeySql.Same(layout, "t", "k")}
        """;

    /// <summary>Counts the keys that must be read again.</summary>
    public string CountAgainSql => $"SELECT count(*) FROM {Decisions.ToSql()} WHERE _lakebase_action = 'again'";

    /// <summary>Deletes keys that were read again and are gone.</summary>
    public string DeleteSql =>
        $"DELETE FROM {_target} t USING {Decisions.ToSql()} k WHERE k._lakebase_action = 'again' AND {KeySql.Same(layout, "t", "k")} "
        + $"AND NOT EXISTS (SELECT FROM {ReadAgain.ToSql()} r WHERE {KeySql.Same(layout, "r", "k")})";

    /// <summary>Changes keys that were read again.</summary>
    public string UpdateAgainSql =>
        $"UPDATE {_target} t SET {KeySql.SetLoaded(layout, "r")} FROM {ReadAgain.ToSql()} r JOIN {Decisions.ToSql()} k ON {KeySql.Same(layout, "r", "k")} "
        + $"WHERE k._lakebase_action = 'again' AND {KeySql.Same(layout, "t", "k")}";

    /// <summary>Changes keys whose newest row is in the range.</summary>
    public string UpdateSql =>
        $"UPDATE {_target} t SET {KeySql.SetLoaded(layout, "s")} FROM {Decisions.ToSql()} k JOIN {_stage} s ON {Newest} "
        + $"WHERE k._lakebase_action = 'upsert' AND k._lakebase_there AND {KeySql.Same(layout, "t", "k")}";

    /// <summary>Inserts keys that are new.</summary>
    public string InsertSql =>
        $"INSERT INTO {_target} ({_names}) {KeySql.Overriding}SELECT {KeySql.Loaded(layout, "s")} FROM {Decisions.ToSql()} k JOIN {_stage} s ON {Newest} "
        + "WHERE k._lakebase_action = 'upsert' AND NOT k._lakebase_there";

    private string Newest =>
        $"{KeySql.Same(layout, "s", "k")} AND s.{_time} IS NOT DISTINCT FROM k.{_time} AND s.{ChangeColumns.Order} = k._lakebase_last";
}
