using System.Globalization;
using Lakebase.Schema;

namespace Lakebase.Flushing;

/// <summary>The text of the statements that write a batch. Pure functions; one text for all batch sizes, so that it stays
/// prepared.</summary>
internal static class InsertSql
{
    /// <summary>INSERT … SELECT FROM unnest, one array parameter per column.</summary>
    public static string FromUnnest(TableMapping mapping, bool upsert)
    {
        UnnestSource source = new(mapping, mapping.WrittenOrdinals);
        return Insert(mapping, upsert, $"SELECT {string.Join(", ", source.Values)} FROM {source.From}");
    }

    /// <summary>
    /// INSERT … SELECT FROM unnest, one parameter that is an array of the table's rows. The text has the number of their type: a table that
    /// was dropped and made again needs another statement than the one that sessions have prepared.
    /// </summary>
    public static string FromRows(TableMapping mapping, bool upsert)
    {
        string values = string.Join(", ", mapping.WrittenOrdinals.Select(i => $"r.{SqlIdentifier.Quote(mapping.Columns[i].Target.Name)}"));
        string rows = string.Create(CultureInfo.InvariantCulture, $"$1::{mapping.Table.Name.ToSql()}[] /* {mapping.Table.RowTypeOid} */");
        return Insert(mapping, upsert, $"SELECT {values} FROM unnest({rows}) AS r");
    }

    /// <summary>INSERT … SELECT from the staging table.</summary>
    public static string FromStaging(TableMapping mapping, string stagingTable, bool upsert)
    {
        string values = string.Join(", ", mapping.WrittenOrdinals.Select(i => Cast($"s.{Column(i)}", mapping.Columns[i])));
        return Insert(mapping, upsert, $"SELECT {values} FROM {stagingTable} AS s");
    }

    /// <summary>The name of the i-th column wherever we choose the names ourselves.</summary>
    public static string Column(int i) => string.Create(CultureInfo.InvariantCulture, $"c{i}");

    /// <summary>The expression as a value of the column's type.</summary>
    public static string Cast(string expression, ColumnMapping column) =>
        column.CastTo is null ? expression : $"{expression}::{column.CastTo}";

    private static string Insert(TableMapping mapping, bool upsert, string select)
    {
        string conflict = upsert ? ConflictClause.Upsert(mapping) : ConflictClause.Insert(mapping);
        string alias = upsert && ConflictClause.NamesTarget(mapping) ? $" AS {ConflictClause.Target}" : "";
        string overriding = mapping.OverridesIdentity ? " OVERRIDING SYSTEM VALUE" : "";
        return $"INSERT INTO {mapping.Table.Name.ToSql()}{alias} ({TargetColumns(mapping)}){overriding} {select}{conflict}";
    }

    /// <summary>The columns that are written, as a list of names.</summary>
    public static string TargetColumns(TableMapping mapping) =>
        SqlIdentifier.QuoteAll(mapping.WrittenOrdinals.Select(i => mapping.Columns[i].Target.Name));
}
