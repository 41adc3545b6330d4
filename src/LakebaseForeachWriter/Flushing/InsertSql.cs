using System.Globalization;
using System.Text;
using Lakebase.Schema;

namespace Lakebase.Flushing;

/// <summary>The text of the statements that write a batch. Pure functions; one text for all batch sizes, so that it stays
/// prepared.</summary>
internal static class InsertSql
{
    /// <summary>COPY into the table itself.</summary>
    public static string Copy(TableMapping mapping) =>
        $"COPY {mapping.Table.Name.ToSql()} ({TargetColumns(mapping)}) FROM STDIN (FORMAT BINARY)";

    /// <summary>
    /// INSERT … SELECT FROM unnest, one array parameter per column. An array column takes three: all its elements in one array, and each
    /// row's first and last element.
    /// </summary>
    public static string FromUnnest(TableMapping mapping, bool upsert)
    {
        StringBuilder values = new();
        StringBuilder arrays = new();
        StringBuilder names = new();
        int parameter = 0;
        for (int i = 0; i < mapping.Columns.Count; i++)
        {
            ColumnMapping column = mapping.Columns[i];
            if (!column.IsArray)
            {
                Append(values, Cast($"u.{Column(i)}", column));
                Append(arrays, $"{Parameter(++parameter)}::{column.WireType.ArrayName}");
                Append(names, Column(i));
                continue;
            }

            string elements = $"({Parameter(++parameter)}::{column.WireType.ArrayName})";
            Append(values, Cast($"{elements}[u.{Column(i)}_first:u.{Column(i)}_last]", column));
            Append(arrays, $"{Parameter(++parameter)}::integer[], {Parameter(++parameter)}::integer[]");
            Append(names, $"{Column(i)}_first, {Column(i)}_last");
        }

        return $"{InsertInto(mapping)} SELECT {values} FROM unnest({arrays}) AS u({names}){(upsert ? OnConflict(mapping) : "")}";
    }

    /// <summary>INSERT … SELECT from the staging table.</summary>
    public static string FromStaging(TableMapping mapping, string stagingTable, bool upsert)
    {
        string values = string.Join(", ", mapping.Columns.Select((column, i) => Cast($"s.{Column(i)}", column)));
        return $"{InsertInto(mapping)} SELECT {values} FROM {stagingTable} AS s{(upsert ? OnConflict(mapping) : "")}";
    }

    /// <summary>The name of the i-th column wherever we choose the names ourselves.</summary>
    public static string Column(int i) => string.Create(CultureInfo.InvariantCulture, $"c{i}");

    /// <summary>
    /// What happens to rows whose key exists: all other columns are overwritten. A table of nothing but keys has nothing to overwrite.
    /// </summary>
    private static string OnConflict(TableMapping mapping)
    {
        string keys = SqlIdentifier.QuoteAll(mapping.KeyOrdinals.Select(ordinal => mapping.Columns[ordinal].Target.Name));
        string updates = string.Join(", ", mapping.Columns
            .Where((_, i) => !mapping.KeyOrdinals.Contains(i))
            .Select(column => $"{SqlIdentifier.Quote(column.Target.Name)} = excluded.{SqlIdentifier.Quote(column.Target.Name)}"));
        return updates.Length == 0 ? $" ON CONFLICT ({keys}) DO NOTHING" : $" ON CONFLICT ({keys}) DO UPDATE SET {updates}";
    }

    private static string InsertInto(TableMapping mapping) => $"INSERT INTO {mapping.Table.Name.ToSql()} ({TargetColumns(mapping)})";

    private static string TargetColumns(TableMapping mapping) =>
        SqlIdentifier.QuoteAll(mapping.Columns.Select(column => column.Target.Name));

    private static string Cast(string expression, ColumnMapping column) =>
        column.CastTo is null ? expression : $"{expression}::{column.CastTo}";

    private static string Parameter(int number) => string.Create(CultureInfo.InvariantCulture, $"${number}");

    private static void Append(StringBuilder list, string item) => list.Append(list.Length == 0 ? "" : ", ").Append(item);
}
