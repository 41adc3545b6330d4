using System.Globalization;

namespace Lakebase.IntegrationTests.WriteRules;

/// <summary>What a scenario's table and options are like.</summary>
internal sealed record Combination(
    WriteMode Mode,
    KeyKind Key,
    VersionKind Version = VersionKind.None,
    bool DoNothing = false,
    bool Coalesce = false,
    bool Deletes = false,
    bool SkipUnchanged = false,
    bool MoreColumns = false);

/// <summary>What the key column and its unique index are like.</summary>
internal enum KeyKind
{
    /// <summary>An integer, the primary key.</summary>
    Whole,

    /// <summary>A double, of which 0.0 and -0.0 are one key.</summary>
    Double,

    /// <summary>A text whose case the index ignores.</summary>
    Folded,

    /// <summary>An integer whose index takes nulls, each another key.</summary>
    Nullable,

    /// <summary>An integer whose index takes one null.</summary>
    NullsNotDistinct,
}

/// <summary>The type of the version column; not every one has the order of its bytes.</summary>
internal enum VersionKind
{
    None,
    Bigint,
    Numeric,
    Text,
    Uuid,
    Jsonb,
}

/// <summary>Batches for one table, one after the other. A row is key, two values, version and operation.</summary>
internal sealed record WriteScenario(Combination Rules, object?[][][] Batches)
{
    private static readonly string[] VersionTypes = ["bigint", "bigint", "numeric", "text", "uuid", "jsonb"];

    private bool FoldsCase => Rules.Key == KeyKind.Folded;

    private bool NullsAreEqual => Rules.Key == KeyKind.NullsNotDistinct;

    /// <summary>Whether a batch has a key without a value where each must have one.</summary>
    public bool MissesAKey(object?[][] rows) =>
        Rules.Mode == WriteMode.Upsert && !NullsAreEqual && rows.Any(row => row[0] is null);

    /// <summary>The statements that make an empty table with its unique index, and two rows.</summary>
    public string Create(string table, string index)
    {
        string type = Rules.Key switch
        {
            KeyKind.Double => "double precision",
            KeyKind.Folded => "text",
            _ => "integer",
        };
        string more = Rules.MoreColumns ? ", more int DEFAULT 7" : "";
        string unique = Rules.Key switch
        {
            KeyKind.Whole or KeyKind.Double => $"ALTER TABLE {table} ADD PRIMARY KEY (k)",
            KeyKind.Folded => $"CREATE UNIQUE INDEX {index} ON {table} (lower(k))",
            _ => $"CREATE UNIQUE INDEX {index} ON {table} (k) {(NullsAreEqual ? "NULLS NOT DISTINCT" : "")}",
        };
        return $"CREATE TABLE {table} (k {type}, a int, b text, v {VersionTypes[(int)Rules.Version]}{more}); {unique}; "
            + $"INSERT INTO {table} (k, a, b, v) VALUES ({Key(0)}, 1, 'x', {Literal(WriteScenarios.Version(Rules.Version, 1), "v")}), "
            + $"({Key(1)}, 1, 'y', NULL)";
    }

    /// <summary>What PostgreSQL does with one row after the other.</summary>
    public string RowByRow(string table, object?[] row)
    {
        string version = Literal(row[3], "v");
        string values = $"({Literal(row[0], "k")}, {Literal(row[1], "a")}, {Literal(row[2], "b")}, {version})";
        if (Rules.Mode != WriteMode.Upsert)
        {
            return $"INSERT INTO {table} (k, a, b, v) VALUES {values}{(Rules.DoNothing ? " ON CONFLICT DO NOTHING" : "")}";
        }

        string guard = Rules.Version == VersionKind.None ? "true" : $"({version} > t.v OR t.v IS NULL AND {version} IS NOT NULL)";
        string key = Literal(row[0], "k");
        string isKey = FoldsCase ? $"lower(k) = lower({key})" : NullsAreEqual ? $"k IS NOT DISTINCT FROM {key}" : $"k = {key}";
        return (string)row[4]! == "delete"
            ? $"DELETE FROM {table} t WHERE {isKey} AND {guard}"
            : $"INSERT INTO {table} AS t (k, a, b, v) VALUES {values} ON CONFLICT ({(FoldsCase ? "lower(k)" : "k")}) DO UPDATE "
                + $"SET a = excluded.a, b = {(Rules.Coalesce ? "coalesce(excluded.b, t.b)" : "excluded.b")}, v = excluded.v WHERE {guard}";
    }

    public override string ToString() => $"{Rules}\n" + string.Join(
        "\n", Batches.Select(rows => string.Join(" ", rows.Select(row => $"({string.Join(",", row.Select(value => value ?? "null"))})"))));

    private string Key(int i) => Rules.Key switch
    {
        KeyKind.Folded => $"'{(char)('A' + i)}'",
        _ => $"{i}",
    };

    private string Literal(object? value, string column)
    {
        string type = column switch
        {
            "v" => VersionTypes[(int)Rules.Version],
            "b" => "text",
            "a" => "int",
            _ => Rules.Key switch { KeyKind.Double => "double precision", KeyKind.Folded => "text", _ => "int" },
        };
        string text = value switch
        {
            null => "NULL",
            double zero when double.IsNegative(zero) => "'-0'",
            var other => $"'{Convert.ToString(other, CultureInfo.InvariantCulture)}'",
        };
        return $"{text}::{type}";
    }
}
